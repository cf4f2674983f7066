package io.haplatform.spring.blocking;

import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * For libraries that work in threads of their own (the JDK's client, Reactor Netty, Jetty): the caller only waits for
 * them, so an interrupt ends the wait and the request, and closing the body from elsewhere ends a read.
 */
final class InterruptibleTransport implements Transport {

    private final ClientHttpRequestFactory factory;

    InterruptibleTransport(ClientHttpRequestFactory factory) {
        this.factory = factory;
    }

    @Override
    public ClientHttpRequest create(URI uri, HttpMethod method, Exchange exchange) throws IOException {
        return factory.createRequest(uri, method);
    }

    @Override
    public ClientHttpResponse execute(ClientHttpRequest request, Exchange exchange) throws IOException {
        ClientHttpResponse response;
        try {
            response = exchange.interruptibly(request::execute);
        } catch (IOException | RuntimeException e) {
            throw exchange.failure(e);
        }
        if (exchange.isCut()) {
            // it came as the cut did
            new DirectReader(response).abandon();
            throw exchange.timedOut(null);
        }
        return response;
    }

    @Override
    public BodyReader reader(ClientHttpRequest request, ClientHttpResponse response, Exchange exchange) {
        return readerOf(response);
    }

    static BodyReader readerOf(ClientHttpResponse response) {
        return new DirectReader(response);
    }

    /** Reads on the caller's own thread; closing the stream, from any thread, ends the read. */
    private record DirectReader(ClientHttpResponse response) implements BodyReader {

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
            // not response.close(): that would read to the end first
            try {
                response.getBody().close();
            } catch (IOException | RuntimeException e) {
                // it is gone, which is what was wanted
            }
        }

        @Override
        public void release() {
            response.close();
        }
    }
}
