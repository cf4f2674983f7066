package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.PrivateField;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractStreamingClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * For Apache HttpComponents 5, which blocks the caller in socket reads that no interrupt ends: its requests are
 * cancelled instead, which closes the socket under the read.
 *
 * <p>Its own retries (a second later, at the same instance, after a 503 even of a POST) are off for these requests:
 * their bodies claim not to be repeatable. A bodiless GET therefore carries {@code Content-Length: 0}.
 */
final class ApacheTransport implements Transport {

    private static final String REQUEST = "org.springframework.http.client.HttpComponentsClientHttpRequest";
    private static final PrivateField<Cancellable> NATIVE_REQUEST = PrivateField.of(
            REQUEST, "httpRequest", Cancellable.class, "requests by Apache HttpComponents cannot be cut in time");
    private static final PrivateField<HttpClientContext> CONTEXT = PrivateField.of(
            REQUEST, "httpContext", HttpClientContext.class, "connect timeouts of Apache HttpComponents stay its own");

    private final ClientHttpRequestFactory factory;
    private final Timeout connectTimeout;

    ApacheTransport(ClientHttpRequestFactory factory, Duration connectTimeout) {
        this.factory = factory;
        this.connectTimeout = Timeout.of(connectTimeout);
    }

    @Override
    public ClientHttpRequest create(URI uri, HttpMethod method, Exchange exchange) throws IOException {
        ClientHttpRequest request = factory.createRequest(uri, method);
        HttpClientContext context = CONTEXT.of(request);
        if (context == null) {
            return request;
        }
        limitConnect(context);
        return request instanceof AbstractStreamingClientHttpRequest streaming
                        && !HttpMethod.TRACE.equals(method)
                        && !HttpMethod.OPTIONS.equals(method)
                ? new OnceOnlyRequest(streaming, context)
                : request;
    }

    @SuppressWarnings("deprecation") // the newer place for it belongs to the connection manager, which all calls share
    private void limitConnect(HttpClientContext context) {
        RequestConfig config = context.getRequestConfigOrDefault();
        if (config.getConnectTimeout() == null) {
            context.setRequestConfig(
                    RequestConfig.copy(config).setConnectTimeout(connectTimeout).build());
        }
    }

    @Override
    public ClientHttpResponse execute(ClientHttpRequest request, Exchange exchange) throws IOException {
        Cancellable sent = NATIVE_REQUEST.of(nativeOf(request));
        if (sent != null) {
            exchange.onCut(sent::cancel);
        }
        ClientHttpResponse response;
        try {
            response = request.execute();
        } catch (IOException | RuntimeException e) {
            throw exchange.failure(e);
        }
        if (exchange.isCut()) {
            throw exchange.timedOut(null);
        }
        return response;
    }

    @Override
    public BodyReader reader(ClientHttpRequest request, ClientHttpResponse response, Exchange exchange) {
        return new Reader(response, NATIVE_REQUEST.of(nativeOf(request)));
    }

    private static ClientHttpRequest nativeOf(ClientHttpRequest request) {
        return request instanceof OnceOnlyRequest onceOnly ? onceOnly.request : request;
    }

    /** A request that HttpComponents takes for one that it can send only once, redirects apart. */
    private static final class OnceOnlyRequest extends AbstractStreamingClientHttpRequest {

        private final AbstractStreamingClientHttpRequest request;
        private final HttpClientContext context;

        OnceOnlyRequest(AbstractStreamingClientHttpRequest request, HttpClientContext context) {
            this.request = request;
            this.context = context;
        }

        @Override
        public HttpMethod getMethod() {
            return request.getMethod();
        }

        @Override
        public URI getURI() {
            return request.getURI();
        }

        @Override
        protected ClientHttpResponse executeInternal(HttpHeaders headers, @Nullable Body body) throws IOException {
            headers.forEach((name, values) -> request.getHeaders().addAll(name, values));
            request.getAttributes().putAll(getAttributes());
            if (body == null) {
                request.getHeaders().setContentLength(0);
            }
            request.setBody(new Body() {
                @Override
                public void writeTo(OutputStream out) throws IOException {
                    if (body != null) {
                        body.writeTo(out);
                    }
                }

                @Override
                public boolean repeatable() {
                    HttpResponse answer = context.getResponse();
                    return answer != null && answer.getCode() / 100 == 3;
                }
            });
            return request.execute();
        }
    }

    private record Reader(ClientHttpResponse response, @Nullable Cancellable sent) implements BodyReader {

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return response.getBody().read(into, offset, length);
        }

        @Override
        public int available() throws IOException {
            return response.getBody().available();
        }

        @Override
        public void abandon() {
            if (sent != null) {
                sent.cancel();
            }
        }

        @Override
        public void release() {
            response.close();
        }
    }
}
