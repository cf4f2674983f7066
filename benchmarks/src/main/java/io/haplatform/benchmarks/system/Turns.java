package io.haplatform.benchmarks.system;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Requests of many clients that each have one in a period, spread evenly: those of a fleet that nobody has started at
 * once. Who cannot be served in time loses a turn, as a client does that waits for its last answer.
 */
final class Turns implements AutoCloseable {

    /** Connections of all together; more would only wait in the server, which has two processors for them. */
    private static final int AT_A_TIME = 100;

    private final int clients;
    private final long periodNanos;
    private final IntFunction<CompletionStage<?>> request;
    private final Semaphore open = new Semaphore(AT_A_TIME);
    private final Thread thread = new Thread(this::run, "turns");

    /** @param request of one client, by its number */
    Turns(int clients, int periodMillis, IntFunction<CompletionStage<?>> request) {
        this.clients = clients;
        this.periodNanos = TimeUnit.MILLISECONDS.toNanos(periodMillis);
        this.request = request;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** One request of each client, as fast as they are answered. */
    static void each(int clients, IntFunction<CompletionStage<?>> request) throws InterruptedException {
        Turns once = new Turns(clients, 0, request);
        for (int client = 0; client < clients; client++) {
            once.ask(client);
        }
        once.open.acquire(AT_A_TIME);
    }

    private void run() {
        try {
            long due = System.nanoTime();
            for (int client = 0; true; client = (client + 1) % clients) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                ask(client);
                due = Math.max(due + periodNanos / clients, System.nanoTime() - periodNanos);
            }
        } catch (InterruptedException closed) {
            // nobody is left who asks
        }
    }

    private void ask(int client) throws InterruptedException {
        open.acquire();
        var unused = request.apply(client).whenComplete((answer, failure) -> open.release());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
