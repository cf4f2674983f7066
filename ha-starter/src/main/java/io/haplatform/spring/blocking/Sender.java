package io.haplatform.spring.blocking;

import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.spring.balance.AttemptWords;
import io.haplatform.spring.discovery.HaServiceInstance;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/** Sends one call's request, as often as it takes. */
final class Sender {

    private final Transports transports;
    private final List<LoadBalancerRequestTransformer> transformers;
    private final HttpRequest request;
    private final byte[] body;
    private final ClientHttpRequestExecution execution;
    private final @Nullable ChainEnd end;

    Sender(
            Transports transports,
            List<LoadBalancerRequestTransformer> transformers,
            ClientHttpRequestInterceptor interceptor,
            HttpRequest request,
            byte[] body,
            ClientHttpRequestExecution execution) {
        this.transports = transports;
        this.transformers = transformers;
        this.request = request;
        this.body = body;
        this.execution = execution;
        this.end = ChainEnd.of(request, interceptor);
    }

    /** Starts the clock of an attempt. */
    Exchange begin(Attempt attempt, boolean readAhead) {
        return transports.begin(() -> AttemptWords.late(attempt), attempt.timeout(), readAhead);
    }

    /**
     * Sends the request to the attempt's instance. The answer is an {@link ExchangeResponse}, or holds one; or it is an
     * interceptor's own, and then the exchange has ended.
     */
    ClientHttpResponse send(Attempt attempt, CallPolicy policy, HaServiceInstance instance, Exchange exchange)
            throws IOException {
        HttpRequest atInstance =
                new RequestAtInstance(request, attempt.instance().registration());
        for (LoadBalancerRequestTransformer transformer : transformers) {
            atInstance = transformer.transformRequest(atInstance, instance);
        }
        if (end == null) {
            // what lies behind cannot be seen: an interrupt is all that is left to end it
            HttpRequest sent = atInstance;
            ClientHttpResponse response = exchange.interruptibly(() -> execution.execute(sent, body));
            return ExchangeResponse.of(
                    response, request.getMethod(), InterruptibleTransport.readerOf(response), exchange);
        }
        ClientHttpResponse answer =
                end.execute(atInstance, body, transports.of(end.factory(), policy.connectTimeout()), exchange);
        exchange.returned();
        return answer;
    }
}
