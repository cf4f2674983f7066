package io.haplatform.spring.blocking;

import io.haplatform.core.instance.Registration;
import io.haplatform.spring.balance.ServiceUri;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;

/** A request to a service as one of its instances gets it. Its headers are its own: another attempt starts afresh. */
final class RequestAtInstance extends HttpRequestWrapper {

    private final URI uri;
    private final HttpHeaders headers = new HttpHeaders();

    RequestAtInstance(HttpRequest request, Registration instance) {
        super(request);
        this.uri = ServiceUri.at(request.getURI(), instance);
        request.getHeaders().forEach((name, values) -> headers.addAll(name, values));
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }
}
