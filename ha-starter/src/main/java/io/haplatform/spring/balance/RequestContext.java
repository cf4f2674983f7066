package io.haplatform.spring.balance;

import io.haplatform.core.balance.CallContext;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.http.HttpHeaders;

/** What Spring Cloud tells of a request that an instance is chosen for, as our pickers ask for it. */
public final class RequestContext implements CallContext {

    private final URI uri;
    private final HttpHeaders headers;
    private final Map<String, ?> attributes;
    private final long now = System.nanoTime();

    private RequestContext(URI uri, HttpHeaders headers, Map<String, ?> attributes) {
        this.uri = uri;
        this.headers = headers;
        this.attributes = attributes;
    }

    /** {@link CallContext#NONE} for a request that tells nothing. */
    public static CallContext of(Request<?> request) {
        if (!(request.getContext() instanceof RequestDataContext context)) {
            return CallContext.NONE;
        }
        RequestData data = context.getClientRequest();
        URI uri = data == null ? null : data.getUrl();
        HttpHeaders headers = data == null ? null : data.getHeaders();
        Map<String, ?> attributes = data == null ? null : data.getAttributes();
        return uri == null
                ? CallContext.NONE
                : new RequestContext(
                        uri, headers == null ? HttpHeaders.EMPTY : headers, attributes == null ? Map.of() : attributes);
    }

    @Override
    public long nowNanos() {
        return now;
    }

    @Override
    public @Nullable String value(String name) {
        return RequestValues.of(name, uri, headers, attributes);
    }
}
