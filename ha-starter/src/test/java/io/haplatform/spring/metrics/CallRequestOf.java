package io.haplatform.spring.metrics;

import io.haplatform.core.call.CallRequest;
import org.jspecify.annotations.Nullable;

/** A request of which nothing but its method is known. */
enum CallRequestOf implements CallRequest {
    GET;

    @Override
    public String method() {
        return name();
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public @Nullable String value(String name) {
        return null;
    }
}
