package io.haplatform.sample.chaos;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets the faults act on the API, and on nothing else. */
@Component
@Profile("chaos")
class ChaosFilter extends OncePerRequestFilter {

    private final Faults faults;

    ChaosFilter(Faults faults) {
        this.faults = faults;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith("/api/") || path.startsWith("/api/chaos/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            faults.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while a chaos fault held the request");
        }
        if (faults.failsNow()) {
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "chaos");
            return;
        }
        chain.doFilter(request, response);
    }
}
