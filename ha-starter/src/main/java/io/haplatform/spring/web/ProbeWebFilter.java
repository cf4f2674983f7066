package io.haplatform.spring.web;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Answers the probes of a reactive application, in front of everything else, unless the application maps them itself. */
public final class ProbeWebFilter implements WebFilter, Ordered {

    private final Probes probes;
    private final BiFunction<ServerWebExchange, Probe, Mono<Boolean>> mapped;

    /** @param mapped whether the application answers this request itself */
    public ProbeWebFilter(Probes probes, BiFunction<ServerWebExchange, Probe, Mono<Boolean>> mapped) {
        this.probes = probes;
        this.mapped = mapped;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Probe probe = probe(exchange.getRequest());
        if (probe == null) {
            return chain.filter(exchange);
        }
        return mapped.apply(exchange, probe)
                .flatMap(own -> own ? chain.filter(exchange) : write(probes.answer(probe), exchange.getResponse()));
    }

    @Override
    public int getOrder() {
        return WebOrder.PROBES;
    }

    private static @Nullable Probe probe(ServerHttpRequest request) {
        HttpMethod method = request.getMethod();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
                ? Probe.at(request.getPath().pathWithinApplication().value())
                : null;
    }

    private static Mono<Void> write(ProbeAnswer answer, ServerHttpResponse response) {
        byte[] body = answer.body();
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setCacheControl("no-store");
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
