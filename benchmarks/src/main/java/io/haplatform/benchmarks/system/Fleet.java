package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A registry, instances of {@code orders}, and storefronts that call them; ours or the peer's. */
abstract class Fleet implements AutoCloseable {

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration WARM_AT_MOST = Duration.ofSeconds(90);
    private static final Duration STEADY = Duration.ofSeconds(3);
    private static final Duration NEWS_AT_MOST = Duration.ofMinutes(2);

    final List<Child> orders = new ArrayList<>();
    final List<Child> storefronts = new ArrayList<>();

    final Run run;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Fleet(Run run) {
        this.run = run;
    }

    /** The registry, where there is one to start; called once, before anything else. */
    abstract void startRegistry() throws IOException, InterruptedException;

    /** Starts one more instance of orders; does not wait. */
    abstract Child launchOrders() throws IOException, InterruptedException;

    abstract Child launchStorefront(boolean retries) throws IOException, InterruptedException;

    /** The path that says ready. */
    abstract String readyPath();

    /** For how long after a fault its effects are to be watched: longer than news take to reach every caller. */
    abstract Duration watch();

    /**
     * Starts them a few at a time, so that a small machine is not overrun; waits until every storefront is served by
     * every instance, and warms all of them up with load that is not counted.
     */
    void start(int instances, int callers, boolean retries, int perSecond) throws IOException, InterruptedException {
        startRegistry();
        for (int i = 0; i < instances; i++) {
            Child next = addOrders();
            if (i % 2 == 1) {
                orders.get(i - 1).awaitReady(readyPath());
                next.awaitReady(readyPath());
            }
        }
        for (int i = 0; i < callers; i++) {
            storefronts.add(launchStorefront(retries));
        }
        for (Child child : orders) {
            child.awaitReady(readyPath());
        }
        for (Child child : storefronts) {
            child.awaitReady(readyPath());
        }
        awaitServing();
        warmUp(perSecond);
    }

    /**
     * Load that rises to its rate, so that cold processes are not overrun, and then goes on until nothing has failed for
     * a few seconds; breakers that opened while somebody was cold are closed by then.
     */
    private void warmUp(int perSecond) throws InterruptedException {
        load(Math.max(1, perSecond / 10), WARM_UP);
        load(Math.max(1, perSecond / 3), WARM_UP);
        load(perSecond, WARM_UP);
        long end = System.nanoTime() + WARM_AT_MOST.toNanos();
        List<Load.Answer> failed = load(perSecond, STEADY);
        while (!failed.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("requests must not fail before the fault but " + failed.size()
                        + " did after the warm-up, the first with " + failed.get(0));
            }
            failed = load(perSecond, STEADY);
        }
    }

    /** What failed under this load. */
    private List<Load.Answer> load(int perSecond, Duration howLong) throws InterruptedException {
        try (Load load = new Load(callers(), perSecond)) {
            load.start();
            TimeUnit.MILLISECONDS.sleep(howLong.toMillis());
            return load.stop().stream().filter(Load.Answer::failed).toList();
        }
    }

    /** Starts one more instance of orders; does not wait. */
    Child addOrders() throws IOException, InterruptedException {
        Child next = launchOrders();
        orders.add(next);
        return next;
    }

    /** Starts an instance again that was ended, and waits until every storefront is served by it. */
    void restart(Child child) throws IOException, InterruptedException {
        child.restart();
        child.awaitReady(readyPath());
        awaitServing();
    }

    /**
     * Asks each storefront until answers of status 200 have come from every instance. Without that nothing measured
     * afterwards would mean anything.
     */
    void awaitServing() throws InterruptedException {
        for (Child storefront : storefronts) {
            awaitServing(storefront, NEWS_AT_MOST.plus(watch()));
        }
    }

    private void awaitServing(Child storefront, Duration limit) throws InterruptedException {
        TreeSet<String> missing = orders.stream().map(Child::address).collect(Collectors.toCollection(TreeSet::new));
        HttpRequest request = HttpRequest.newBuilder(caller(storefront))
                .timeout(Duration.ofSeconds(20))
                .build();
        long end = System.nanoTime() + limit.toNanos();
        String last = "no answer";
        while (!missing.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the storefront at " + storefront.address()
                        + " must be served by every instance within " + limit.toSeconds() + " s but never was by "
                        + missing + "; its last answer: " + last + "; see " + storefront.log());
            }
            try {
                HttpResponse<?> response = client.send(request, HttpResponse.BodyHandlers.discarding());
                List<String> tried = Load.tried(response);
                last = response.statusCode() + " after trying " + tried;
                if (response.statusCode() == 200 && !tried.isEmpty()) {
                    missing.remove(tried.get(tried.size() - 1));
                }
            } catch (IOException e) {
                last = e.toString();
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Starts an application from its image, which the first start of this role makes. */
    final Child launch(String role, int port, Path jar, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        all.add("--server.port=" + port);
        return Child.java(run, role + "-" + port, port, Image.of(run, jar, role, all), all);
    }

    List<URI> callers() {
        return storefronts.stream().map(Fleet::caller).toList();
    }

    private static URI caller(Child storefront) {
        return URI.create("http://" + storefront.address() + "/api/storefront/orders");
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        storefronts.forEach(Child::kill);
        orders.forEach(Child::kill);
    }
}
