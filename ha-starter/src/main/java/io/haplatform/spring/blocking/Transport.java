package io.haplatform.spring.blocking;

import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Sends requests by one client library so that they end when their {@link Exchange} is cut, whatever the server does:
 * accepts and never answers, stops after the headers, sends a byte a second for ever. Each library needs to be told in
 * its own way; {@link Transports} knows which.
 */
interface Transport {

    /** A request of the library, with whatever per-request limits it knows; nothing is sent yet. */
    ClientHttpRequest create(URI uri, HttpMethod method, Exchange exchange) throws IOException;

    /** Sends it, and waits for the headers of the answer no longer than the exchange lasts. */
    ClientHttpResponse execute(ClientHttpRequest request, Exchange exchange) throws IOException;

    /** How to read the answer's body; what to do with it when the exchange is cut. */
    BodyReader reader(ClientHttpRequest request, ClientHttpResponse response, Exchange exchange);
}
