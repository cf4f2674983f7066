package io.haplatform.spring.web;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Whether a servlet application answers a probe's path itself: by a servlet of its own, or by a handler whose pattern
 * begins with {@code /health}. A pattern that catches everything, such as that of static resources or of a
 * single-page application, does not count.
 */
public final class ServletMappings implements BiPredicate<HttpServletRequest, Probe> {

    private static final String ACTUATOR = "org.springframework.boot.";

    private final Supplier<List<HandlerMapping>> mappings;

    /** @param mappings those of the application, in order; asked for each probe */
    public ServletMappings(Supplier<List<HandlerMapping>> mappings) {
        this.mappings = mappings;
    }

    @Override
    public boolean test(HttpServletRequest request, Probe probe) {
        return hasServlet(request, probe) || hasHandler(request, probe);
    }

    private static boolean hasServlet(HttpServletRequest request, Probe probe) {
        for (ServletRegistration servlet :
                request.getServletContext().getServletRegistrations().values()) {
            for (String mapping : servlet.getMappings()) {
                if (mapping.equals(probe.path()) || mapping.equals("/health/*")) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean hasHandler(HttpServletRequest request, Probe probe) {
        HttpServletRequest copy = new Unmarked(request);
        ServletRequestPathUtils.parseAndCache(copy);
        for (HandlerMapping mapping : mappings.get()) {
            if (handles(mapping, copy, probe)) {
                return true;
            }
        }
        return false;
    }

    private static boolean handles(HandlerMapping mapping, HttpServletRequest request, Probe probe) {
        // Actuator at the root answers /health itself; of the other two it knows only groups of that very name
        if (mapping.getClass().getName().startsWith(ACTUATOR) && probe != Probe.HEALTH) {
            return false;
        }
        request.removeAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        try {
            return mapping.getHandler(request) != null && Patterns.isOwn(pattern(request));
        } catch (Exception e) {
            // it has the path, but not this method or media type
            return false;
        }
    }

    private static @Nullable Object pattern(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    }

    /** A view of the request that keeps the attributes which asking a mapping leaves behind. */
    private static final class Unmarked extends HttpServletRequestWrapper {

        private final Map<String, Object> attributes = new HashMap<>();

        Unmarked(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable Object getAttribute(String name) {
            Object own = attributes.get(name);
            return own != null ? own : super.getAttribute(name);
        }

        @Override
        public void setAttribute(String name, @Nullable Object value) {
            if (value == null) {
                attributes.remove(name);
            } else {
                attributes.put(name, value);
            }
        }

        @Override
        public void removeAttribute(String name) {
            attributes.remove(name);
        }
    }
}
