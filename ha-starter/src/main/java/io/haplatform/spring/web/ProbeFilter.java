package io.haplatform.spring.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Answers the probes of a servlet application, in front of everything else, unless the application maps them itself. */
public final class ProbeFilter implements Filter {

    private final Probes probes;
    private final BiPredicate<HttpServletRequest, Probe> mapped;

    /** @param mapped whether the application answers this request itself */
    public ProbeFilter(Probes probes, BiPredicate<HttpServletRequest, Probe> mapped) {
        this.probes = probes;
        this.mapped = mapped;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Probe probe = request instanceof HttpServletRequest http ? probe(http) : null;
        if (probe == null || mapped.test((HttpServletRequest) request, probe)) {
            chain.doFilter(request, response);
            return;
        }
        write(probes.answer(probe), (HttpServletResponse) response);
    }

    private static @Nullable Probe probe(HttpServletRequest request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return null;
        }
        return Probe.at(
                request.getRequestURI().substring(request.getContextPath().length()));
    }

    private static void write(ProbeAnswer answer, HttpServletResponse response) throws IOException {
        byte[] body = answer.body();
        response.setStatus(answer.status());
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
