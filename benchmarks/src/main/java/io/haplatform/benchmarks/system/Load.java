package io.haplatform.benchmarks.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Open-loop traffic: a request is sent when its time has come, whether the ones before have been answered or not, so a
 * stall shows in all requests behind it.
 */
final class Load implements AutoCloseable {

    /**
     * One request.
     *
     * @param caller index of the caller that was asked
     * @param startNanos when it was due
     * @param nanos how long it took from then on
     * @param status 0 when there was no answer
     * @param tried addresses of all attempts, in order
     */
    record Answer(int caller, long startNanos, long nanos, int status, List<String> tried) {
        boolean failed() {
            return status != 200;
        }
    }

    private final List<URI> callers;
    private final long periodNanos;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Collection<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread pacer = new Thread(this::pace, "load");
    private volatile boolean stopped;

    /** @param callers asked in turn, {@code perSecond} requests in all */
    Load(List<URI> callers, int perSecond) {
        this.callers = callers;
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        pacer.setDaemon(true);
    }

    Load start() {
        pacer.start();
        return this;
    }

    /** Ends the traffic, waits for open requests, and gives all answers in no order. */
    List<Answer> stop() throws InterruptedException {
        stopped = true;
        pacer.join();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (open.get() > 0 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return List.copyOf(answers);
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void pace() {
        long next = System.nanoTime();
        for (int n = 0; !stopped; n++) {
            send(n % callers.size(), next);
            next += periodNanos;
            long wait = next - System.nanoTime();
            if (wait > 0) {
                try {
                    TimeUnit.NANOSECONDS.sleep(wait);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private void send(int caller, long due) {
        HttpRequest request = HttpRequest.newBuilder(callers.get(caller))
                .timeout(Duration.ofSeconds(20))
                .build();
        open.incrementAndGet();
        CompletableFuture<?> unused = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, error) -> {
                    int status = response == null ? 0 : response.statusCode();
                    List<String> tried = response == null
                            ? List.of()
                            : response.headers()
                                    .firstValue("X-Tried")
                                    .map(t -> List.of(t.split(",")))
                                    .orElse(List.of());
                    answers.add(new Answer(caller, due, System.nanoTime() - due, status, tried));
                    open.decrementAndGet();
                });
    }
}
