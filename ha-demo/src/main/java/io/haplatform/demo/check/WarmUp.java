package io.haplatform.demo.check;

import io.haplatform.demo.process.DemoFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Sends one request after the other until answers come fast. Processes that have just started on a small machine are
 * slow by themselves, and what that costs is no fault that the check caused.
 */
final class WarmUp {

    private static final int AT_LEAST = 300;
    private static final int FAST_IN_A_ROW = 100;
    private static final Duration FAST = Duration.ofMillis(50);
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private final HttpClient client;
    private final HttpRequest request;

    WarmUp(HttpClient client, URI uri) {
        this.client = client;
        this.request = HttpRequest.newBuilder(uri).timeout(AT_MOST).build();
    }

    /** Returns when warm, or after half a minute: the traffic that follows shows what is wrong then. */
    void run() {
        long start = System.nanoTime();
        int sent = 0;
        int fast = 0;
        while ((sent < AT_LEAST || fast < FAST_IN_A_ROW) && System.nanoTime() - start < AT_MOST.toNanos()) {
            long before = System.nanoTime();
            boolean answered = send();
            sent++;
            fast = answered && System.nanoTime() - before < FAST.toNanos() ? fast + 1 : 0;
        }
    }

    private boolean send() {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("the warm-up was called off", e);
        }
    }
}
