package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A registry, instances of {@code orders}, and storefronts that call them; ours or the peer's. */
abstract class Fleet implements AutoCloseable {

    final List<Child> orders = new ArrayList<>();
    final List<Child> storefronts = new ArrayList<>();

    /** Starts one more instance of orders; does not wait. */
    abstract Child addOrders() throws IOException;

    abstract Child addStorefront(boolean retries) throws IOException;

    /** The path that says ready. */
    abstract String readyPath();

    /** Starts them a few at a time, so that a small machine is not overrun, and waits for all. */
    void start(int instances, int callers, boolean retries) throws IOException, InterruptedException {
        for (int i = 0; i < instances; i++) {
            orders.add(addOrders());
            if (i % 2 == 1) {
                orders.get(i - 1).awaitReady(readyPath());
                orders.get(i).awaitReady(readyPath());
            }
        }
        for (int i = 0; i < callers; i++) {
            storefronts.add(addStorefront(retries));
        }
        for (Child child : orders) {
            child.awaitReady(readyPath());
        }
        for (Child child : storefronts) {
            child.awaitReady(readyPath());
        }
    }

    List<URI> callers() {
        return storefronts.stream()
                .map(s -> URI.create("http://" + s.address() + "/api/storefront/orders"))
                .toList();
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        for (Child child : storefronts) {
            child.kill();
        }
        for (Child child : orders) {
            child.kill();
        }
    }
}
