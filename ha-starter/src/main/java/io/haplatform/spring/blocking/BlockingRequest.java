package io.haplatform.spring.blocking;

import io.haplatform.core.call.CallRequest;
import io.haplatform.spring.balance.RequestValues;
import io.haplatform.spring.balance.SmallRequests;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRequest;

/** A blocking client's request as the core sees it. */
final class BlockingRequest implements CallRequest {

    private final HttpRequest request;
    private final int bodyLength;

    BlockingRequest(HttpRequest request, int bodyLength) {
        this.request = request;
        this.bodyLength = bodyLength;
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public boolean repeatable() {
        return bodyLength <= SmallRequests.MAX;
    }

    @Override
    public @Nullable String value(String name) {
        return RequestValues.of(name, request.getURI(), request.getHeaders(), request.getAttributes());
    }
}
