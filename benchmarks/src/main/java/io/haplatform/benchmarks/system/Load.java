package io.haplatform.benchmarks.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Of the promised rate; with less the row would not be about that rate. */
    private static final double LEAST_SHARE = 0.9;

    /**
     * One request.
     *
     * @param caller index of the caller that was asked
     * @param startNanos when it was due
     * @param nanos how long it took from then on
     * @param status 0 when there was no answer
     * @param tried addresses of all attempts, in order
     * @param problem why it failed, as far as the answer says so; empty when it did not
     */
    record Answer(int caller, long startNanos, long nanos, int status, List<String> tried, String problem) {

        boolean failed() {
            return status != 200;
        }

        long endNanos() {
            return startNanos + nanos;
        }

        /** Whether this instance gave the answer, and it is a good one. */
        boolean servedBy(String address) {
            return !failed() && !tried.isEmpty() && tried.get(tried.size() - 1).equals(address);
        }
    }

    private final List<URI> callers;
    private final int perSecond;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Collection<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread pacer = new Thread(this::pace, "load");
    private volatile long startedAt;
    private volatile long stoppedAt;
    private volatile boolean stopped;

    /** @param callers asked in turn, {@code perSecond} requests in all */
    Load(List<URI> callers, int perSecond) {
        this.callers = List.copyOf(callers);
        this.perSecond = perSecond;
        pacer.setDaemon(true);
    }

    void start() {
        startedAt = System.nanoTime();
        pacer.start();
    }

    /** The answers so far, in no order. */
    List<Answer> answers() {
        return List.copyOf(answers);
    }

    /** Ends the traffic, waits for open requests, and gives all answers in no order. */
    List<Answer> stop() throws InterruptedException {
        stopped = true;
        pacer.join();
        stoppedAt = System.nanoTime();
        long end = stoppedAt + PATIENCE.plusSeconds(10).toNanos();
        while (open.get() > 0 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        if (open.get() > 0) {
            throw new IllegalStateException(open.get() + " requests have neither been answered nor failed");
        }
        return answers();
    }

    /**
     * {@link #stop}, for answers that count.
     *
     * @throws IllegalStateException when the rate was not kept: then this machine cannot measure the row
     */
    List<Answer> stopAtRate() throws InterruptedException {
        List<Answer> all = stop();
        double promised = (stoppedAt - startedAt) / 1e9 * perSecond;
        if (all.size() < LEAST_SHARE * promised) {
            throw new IllegalStateException("the load must be " + perSecond + " requests a second but only "
                    + Math.round(100 * all.size() / promised) + " % of them could be sent: this machine is too busy");
        }
        return all;
    }

    @Override
    public void close() {
        stopped = true;
    }

    private void pace() {
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long next = startedAt;
        for (int n = 0; !stopped; n++) {
            send(n % callers.size(), next);
            next += period;
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
        HttpRequest request =
                HttpRequest.newBuilder(callers.get(caller)).timeout(PATIENCE).build();
        open.incrementAndGet();
        CompletableFuture<?> unused = client.sendAsync(request, Load::body).whenComplete((response, error) -> {
            long nanos = System.nanoTime() - due;
            answers.add(
                    response == null
                            ? new Answer(caller, due, nanos, 0, List.of(), String.valueOf(error))
                            : new Answer(caller, due, nanos, response.statusCode(), tried(response), response.body()));
            open.decrementAndGet();
        });
    }

    /** Nobody reads a good answer; a bad one says why. */
    private static HttpResponse.BodySubscriber<String> body(HttpResponse.ResponseInfo answer) {
        return answer.statusCode() == 200
                ? HttpResponse.BodySubscribers.replacing("")
                : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    /** Where a storefront says that it tried to get its answer, in order. */
    static List<String> tried(HttpResponse<?> response) {
        return response.headers()
                .firstValue("X-Tried")
                .filter(header -> !header.isEmpty())
                .map(header -> List.of(header.split(",", -1)))
                .orElse(List.of());
    }
}
