package io.haplatform.spring.web;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Leads every request of a reactive application through the {@link RequestGate}, until its answer is written. */
public final class RequestGateWebFilter implements WebFilter, Ordered {

    private final RequestGate gate;
    private final ApplicationContext own;

    /** @param own the application's context; what comes in through its management port is not counted */
    public RequestGateWebFilter(RequestGate gate, ApplicationContext own) {
        this.gate = gate;
        this.own = own;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getApplicationContext() != own) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> {
            ServerHttpResponse response = exchange.getResponse();
            if (!gate.enter()) {
                return refuse(response);
            }
            response.beforeCommit(() -> {
                if (gate.state() != RequestGate.State.OPEN) {
                    response.getHeaders().set(HttpHeaders.CONNECTION, "close");
                }
                return Mono.empty();
            });
            return chain.filter(exchange).doFinally(signal -> gate.leave());
        });
    }

    @Override
    public int getOrder() {
        return WebOrder.GATE;
    }

    private static Mono<Void> refuse(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().set(HttpHeaders.CONNECTION, "close");
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, Refusal.RETRY_AFTER);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, Refusal.CONTENT_TYPE);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(Refusal.body())));
    }
}
