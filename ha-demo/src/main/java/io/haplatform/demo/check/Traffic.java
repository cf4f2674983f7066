package io.haplatform.demo.check;

import io.haplatform.demo.process.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A steady stream of requests to the storefront, as many users make it: the next one is sent when its time has come,
 * whether or not the one before was answered, so a slow answer hides no other.
 */
final class Traffic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration DISORDER = Duration.ofMillis(100);

    private static final Pattern HOST_AND_PORT = Pattern.compile("\\s*\\S+:(\\d{1,5})\\s*");

    private final HttpClient client;
    private final HttpRequest request;
    private final long intervalNanos;
    private final Deque<Exchange> done = new ConcurrentLinkedDeque<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Thread sender = new Thread(this::send, "traffic");
    private volatile boolean stopped;

    Traffic(HttpClient client, URI uri, int perSecond) {
        this.client = client;
        this.request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.sender.setDaemon(true);
    }

    void start() {
        sender.start();
    }

    /** What has been answered, or has failed, so far. */
    List<Exchange> exchanges() {
        return List.copyOf(done);
    }

    /** What was sent since then and has been answered, or has failed, newest first. Costs no more than its length. */
    List<Exchange> since(long nanos) {
        List<Exchange> latest = new ArrayList<>();
        for (Iterator<Exchange> newest = done.descendingIterator(); newest.hasNext(); ) {
            Exchange each = newest.next();
            // they are in the order of their ends, near enough for threads that add them at the same moment
            if (each.endNanos() - nanos < -DISORDER.toNanos()) {
                break;
            }
            if (each.startNanos() - nanos >= 0) {
                latest.add(each);
            }
        }
        return latest;
    }

    /** Sends nothing more and returns when everything sent was answered. */
    @Override
    public void close() {
        stopped = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Waiting.until(() -> open.get() == 0, PATIENCE.plusSeconds(1));
    }

    private void send() {
        long next = System.nanoTime();
        while (!stopped) {
            long ahead = next - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
                continue;
            }
            sendOne();
            next += intervalNanos;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whatever happens becomes an exchange
    private void sendOne() {
        long start = System.nanoTime();
        open.incrementAndGet();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((response, failure) -> {
            done.add(judge(start, System.nanoTime(), response, failure));
            open.decrementAndGet();
        });
    }

    private static Exchange judge(
            long start, long end, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
        if (response == null) {
            return new Exchange(start, end, null, List.of(), "no answer: " + failure);
        }
        List<Integer> tried = new ArrayList<>();
        for (String header : response.headers().allValues("X-Tried")) {
            for (String attempt : header.split(",", -1)) {
                Matcher matcher = HOST_AND_PORT.matcher(attempt);
                if (!matcher.matches()) {
                    return new Exchange(start, end, null, List.of(), "X-Tried must be host:port but is " + header);
                }
                tried.add(Integer.valueOf(matcher.group(1)));
            }
        }
        String problem = problem(response);
        String servedBy = response.headers().firstValue("X-Served-By").orElse(null);
        return new Exchange(start, end, problem == null ? servedBy : null, tried, problem);
    }

    /** A fallback is a fair answer for a user, and a failed call all the same. */
    private static @Nullable String problem(HttpResponse<String> response) {
        HttpHeaders headers = response.headers();
        String tried = String.join(", ", headers.allValues("X-Tried"));
        if (response.statusCode() != 200) {
            String body = response.body();
            return response.statusCode() + " after trying [" + tried + "]: "
                    + body.substring(0, Math.min(300, body.length()));
        }
        if (headers.firstValue("X-Fallback").isPresent()) {
            return "answered by the fallback after trying [" + tried + "]";
        }
        return headers.firstValue("X-Served-By").isEmpty() ? "answered without saying by whom (X-Served-By)" : null;
    }
}
