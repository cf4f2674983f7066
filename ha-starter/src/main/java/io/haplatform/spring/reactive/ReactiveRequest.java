package io.haplatform.spring.reactive;

import io.haplatform.core.call.CallRequest;
import io.haplatform.spring.balance.RequestValues;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;

/** A reactive client's request as the core sees it. */
final class ReactiveRequest implements CallRequest {

    private final ClientRequest request;
    private final SentBody body;

    ReactiveRequest(ClientRequest request, SentBody body) {
        this.request = request;
        this.body = body;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public boolean repeatable() {
        return body.isRepeatable();
    }

    @Override
    public @Nullable String value(String name) {
        if (name.startsWith("cookie:")) {
            return request.cookies().getFirst(name.substring("cookie:".length()));
        }
        return RequestValues.of(name, request.url(), request.headers(), request.attributes());
    }
}
