package io.haplatform.spring.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether a reactive application answers a probe's path itself, by a handler whose pattern begins with
 * {@code /health}; see {@link ServletMappings}.
 */
public final class ReactiveMappings implements BiFunction<ServerWebExchange, Probe, Mono<Boolean>> {

    private static final String ACTUATOR = "org.springframework.boot.";

    private final Supplier<List<HandlerMapping>> mappings;

    /** @param mappings those of the application, in order; asked for each probe */
    public ReactiveMappings(Supplier<List<HandlerMapping>> mappings) {
        this.mappings = mappings;
    }

    @Override
    public Mono<Boolean> apply(ServerWebExchange exchange, Probe probe) {
        return Flux.fromIterable(mappings.get())
                .filter(mapping ->
                        probe == Probe.HEALTH || !mapping.getClass().getName().startsWith(ACTUATOR))
                .concatMap(mapping -> handles(mapping, new Unmarked(exchange)))
                .any(own -> own);
    }

    private static Mono<Boolean> handles(HandlerMapping mapping, ServerWebExchange exchange) {
        return mapping.getHandler(exchange)
                .map(handler ->
                        Patterns.isOwn(exchange.getAttributes().get(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)))
                // it has the path, but not this method or media type
                .onErrorReturn(false)
                .defaultIfEmpty(false);
    }

    /** A view of the exchange that keeps the attributes which asking a mapping leaves behind. */
    private static final class Unmarked extends ServerWebExchangeDecorator {

        private final Map<String, Object> attributes;

        Unmarked(ServerWebExchange exchange) {
            super(exchange);
            this.attributes = new HashMap<>(exchange.getAttributes());
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
        }
    }
}
