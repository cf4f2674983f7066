package io.haplatform.spring.blocking;

import io.haplatform.spring.balance.PrivateField;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * For {@code HttpURLConnection} and every library that is not known: its blocking calls run on a thread of ours, which
 * the caller leaves behind when the time is over. The thread ends with its socket's read timeout, where the library has
 * one: nothing else wakes an {@code HttpURLConnection} that waits for more of a body, since to close that waits for the
 * same lock. A stream without an end is read on after a timeout that we have set.
 */
final class HandedOverTransport implements Transport {

    private static final Logger log = LoggerFactory.getLogger(HandedOverTransport.class);
    private static final PrivateField<HttpURLConnection> CONNECTION = PrivateField.of(
            "org.springframework.http.client.SimpleClientHttpRequest",
            "connection",
            HttpURLConnection.class,
            "threads that wait for a server that never answers end when their sockets do");

    /** Marks a request whose read timeout is ours, and not the application's. */
    private static final String OUR_TIMEOUT = HandedOverTransport.class.getName() + ".ourTimeout";

    private final ClientHttpRequestFactory factory;
    private final Duration connectTimeout;
    private final ExecutorService threads;

    HandedOverTransport(ClientHttpRequestFactory factory, Duration connectTimeout, ExecutorService threads) {
        this.factory = factory;
        this.connectTimeout = connectTimeout;
        this.threads = threads;
    }

    @Override
    public ClientHttpRequest create(URI uri, HttpMethod method, Exchange exchange) throws IOException {
        ClientHttpRequest request = factory.createRequest(uri, method);
        HttpURLConnection connection = connection(request);
        if (connection != null) {
            if (connection.getConnectTimeout() == 0) {
                connection.setConnectTimeout(millis(connectTimeout));
            }
            if (connection.getReadTimeout() == 0) {
                connection.setReadTimeout(millis(exchange.remaining()));
                request.getAttributes().put(OUR_TIMEOUT, true);
            }
        }
        return request;
    }

    @Override
    public ClientHttpResponse execute(ClientHttpRequest request, Exchange exchange) throws IOException {
        Abandonable abandonable = new Abandonable(request);
        Future<ClientHttpResponse> answer = threads.submit(() -> {
            ClientHttpResponse response = request.execute();
            // HttpURLConnection has only sent the request so far: asking for the status is what waits
            response.getStatusCode();
            return abandonable.deliver(response);
        });
        try {
            return await(answer, exchange);
        } catch (IOException | RuntimeException e) {
            abandonable.abandon();
            throw e;
        }
    }

    @Override
    public BodyReader reader(ClientHttpRequest request, ClientHttpResponse response, Exchange exchange) {
        return new Reader(request, response, exchange);
    }

    /** Waits no longer than the exchange lasts. */
    private static <T> T await(Future<T> result, Exchange exchange) throws IOException {
        try {
            return exchange.isUnlimited()
                    ? result.get()
                    : result.get(exchange.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            exchange.cut();
            throw exchange.timedOut(null);
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("The caller was interrupted").initCause(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw exchange.failure(cause instanceof Exception failure ? failure : e);
        }
    }

    private static @Nullable HttpURLConnection connection(ClientHttpRequest request) {
        return request.getClass().getSimpleName().equals("SimpleClientHttpRequest") ? CONNECTION.of(request) : null;
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, duration.toMillis());
    }

    /** Ends whatever may still go on behind a caller that has gone. Not on the caller's thread: closing may wait. */
    private void end(ClientHttpRequest request, @Nullable ClientHttpResponse response) {
        threads.execute(() -> {
            HttpURLConnection connection = connection(request);
            if (connection != null) {
                connection.disconnect();
            } else if (response != null) {
                try {
                    response.getBody().close();
                } catch (IOException | RuntimeException e) {
                    log.debug("An answer that nobody waits for any more did not close", e);
                }
            }
        });
    }

    /** An answer that may come when its caller has gone. */
    private final class Abandonable {

        private final ClientHttpRequest request;
        private @Nullable ClientHttpResponse response;
        private boolean abandoned;

        Abandonable(ClientHttpRequest request) {
            this.request = request;
        }

        synchronized ClientHttpResponse deliver(ClientHttpResponse response) {
            this.response = response;
            if (abandoned) {
                end(request, response);
            }
            return response;
        }

        synchronized void abandon() {
            abandoned = true;
            end(request, response);
        }
    }

    /** Reads what is there on the caller's thread, and waits for more on another. */
    private final class Reader implements BodyReader {

        private final ClientHttpRequest request;
        private final ClientHttpResponse response;
        private final Exchange exchange;

        Reader(ClientHttpRequest request, ClientHttpResponse response, Exchange exchange) {
            this.request = request;
            this.response = response;
            this.exchange = exchange;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int here = response.getBody().available();
            if (here > 0) {
                return response.getBody().read(into, offset, Math.min(here, length));
            }
            // its own buffer: a read that was left behind must not write into what the caller now uses otherwise
            byte[] buffer = new byte[Math.min(length, 8192)];
            int count = await(threads.submit(() -> next(buffer)), exchange);
            if (count > 0) {
                System.arraycopy(buffer, 0, into, offset, count);
            }
            return count;
        }

        private int next(byte[] buffer) throws IOException {
            while (true) {
                try {
                    return response.getBody().read(buffer);
                } catch (SocketTimeoutException e) {
                    boolean goesOn = exchange.isUnlimited() && !exchange.hasEnded();
                    if (!goesOn || !request.getAttributes().containsKey(OUR_TIMEOUT)) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public int available() throws IOException {
            return response.getBody().available();
        }

        @Override
        public void abandon() {
            end(request, response);
        }

        @Override
        public void release() {
            response.close();
        }
    }
}
