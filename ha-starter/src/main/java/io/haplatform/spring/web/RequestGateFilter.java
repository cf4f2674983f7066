package io.haplatform.spring.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Leads every request of a servlet application through the {@link RequestGate}, asynchronous ones to their very end. */
public final class RequestGateFilter implements Filter {

    private final RequestGate gate;

    public RequestGateFilter(RequestGate gate) {
        this.gate = gate;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        if (!gate.enter()) {
            refuse(http, answer);
            return;
        }
        Departure departure = new Departure();
        try {
            if (gate.state() != RequestGate.State.OPEN) {
                closeConnection(http, answer);
            }
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(departure);
            } else {
                departure.leave();
            }
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        closeConnection(request, response);
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", Refusal.RETRY_AFTER);
        response.setContentType(Refusal.CONTENT_TYPE);
        response.getOutputStream().write(Refusal.body());
    }

    /** HTTP/2 has no such header: there the server says GOAWAY when it stops. */
    private static void closeConnection(HttpServletRequest request, HttpServletResponse response) {
        if (request.getProtocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
        }
    }

    /** Leaves the gate once, however many ends the request's asynchronous part has. */
    private final class Departure implements AsyncListener {

        private final AtomicBoolean left = new AtomicBoolean();

        void leave() {
            if (left.compareAndSet(false, true)) {
                gate.leave();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            leave();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            // a new asynchronous cycle forgets the listeners of the one before
            event.getAsyncContext().addListener(this);
        }
    }
}
