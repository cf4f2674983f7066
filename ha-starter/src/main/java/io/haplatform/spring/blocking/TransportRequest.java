package io.haplatform.spring.blocking;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractStreamingClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** What the end of the interceptor chain is given in place of the library's own request: goes out by a transport. */
final class TransportRequest extends AbstractStreamingClientHttpRequest {

    private final URI uri;
    private final HttpMethod method;
    private final Transport transport;
    private final Exchange exchange;

    TransportRequest(URI uri, HttpMethod method, Transport transport, Exchange exchange) {
        this.uri = uri;
        this.method = method;
        this.transport = transport;
        this.exchange = exchange;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers, @Nullable Body body) throws IOException {
        try {
            return send(headers, body);
        } catch (IOException | RuntimeException e) {
            // an interceptor may make something else of it
            exchange.failed(e);
            throw e;
        }
    }

    private ClientHttpResponse send(HttpHeaders headers, @Nullable Body body) throws IOException {
        ClientHttpRequest request = transport.create(uri, method, exchange);
        headers.forEach((name, values) -> request.getHeaders().addAll(name, values));
        request.getAttributes().putAll(getAttributes());
        if (body != null) {
            if (request instanceof StreamingHttpOutputMessage streaming) {
                streaming.setBody(body);
            } else {
                body.writeTo(request.getBody());
            }
        }
        ClientHttpResponse response = transport.execute(request, exchange);
        return ExchangeResponse.of(response, method, transport.reader(request, response, exchange), exchange);
    }
}
