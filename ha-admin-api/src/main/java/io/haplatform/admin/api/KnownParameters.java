package io.haplatform.admin.api;

import io.haplatform.core.instance.Names;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that nobody reads: {@code ?sevice=orders} would else list every service, and look right.
 */
final class KnownParameters implements HandlerInterceptor {

    private final ConcurrentHashMap<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Set<String> names = known.computeIfAbsent(method, KnownParameters::names);
            List<Problem.FieldError> unknown = request.getParameterMap().keySet().stream()
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .map(name -> new Problem.FieldError(Names.printable(name), sentence(name, names)))
                    .toList();
            if (!unknown.isEmpty()) {
                throw new InvalidRequestException(unknown);
            }
        }
        return true;
    }

    private static String sentence(String name, Set<String> names) {
        return names.isEmpty()
                ? "this path takes no parameters but was given '" + Names.printable(name) + "'"
                : "parameters must be among " + names + " but one is '" + Names.printable(name) + "'";
    }

    private static Set<String> names(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                .map(parameter -> String.valueOf(parameter.getParameter().getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
