package io.haplatform.demo.system;

import io.haplatform.demo.process.Child;
import io.haplatform.demo.process.DemoFailure;
import io.haplatform.demo.process.Fleet;
import io.haplatform.demo.process.Waiting;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The running demo: starts its parts, says when each answers, ends and restarts single ones, stops them in order.
 *
 * <p>Starting and the faults are for one thread; {@link #stop} may come from another at any time and wins.
 */
public final class DemoSystem {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final Duration STORE_LIMIT = Duration.ofSeconds(5);

    private final Fleet fleet;
    private final Parts parts;
    private final PrintStream out;
    private final Map<String, Part> started = new ConcurrentHashMap<>();
    private final Map<String, Child> running = new ConcurrentHashMap<>();
    private final Set<Child> answering = ConcurrentHashMap.newKeySet();
    private final Set<Child> expectedToEnd = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    public DemoSystem(Fleet fleet, Parts parts, PrintStream out) {
        this.fleet = fleet;
        this.parts = parts;
        this.out = out;
    }

    /**
     * Starts everything, stores first, and prints a line for each part as it answers.
     *
     * @throws DemoFailure naming the part that does not come up, its log and its last words
     */
    public void start() {
        bringUp(parts.stores());
        bringUp(parts.applications());
    }

    /** Ends a part without warning (SIGKILL). Its process is gone on return. */
    public void kill(String name) {
        Child child = child(name);
        expectedToEnd.add(child);
        child.kill();
        child.awaitExit(STORE_LIMIT);
    }

    /** Stops a part where it stands (SIGSTOP), until {@link #thaw}. */
    public void freeze(String name) {
        child(name).freeze();
    }

    public void thaw(String name) {
        child(name).thaw();
    }

    /**
     * Stops a part as an operator would (SIGTERM) and waits for its end.
     *
     * @throws DemoFailure if it does not end by itself
     */
    public void shutDown(String name) {
        Child child = child(name);
        expectedToEnd.add(child);
        child.terminate();
        if (!child.awaitExit(DRAIN_LIMIT)) {
            throw new DemoFailure(name + " must end within " + DRAIN_LIMIT.toSeconds()
                    + " s of SIGTERM but is still there; its log is " + child.log());
        }
    }

    /** Starts a part that ended again, with the settings it had, and returns when it answers. */
    public void startAgain(String name) {
        Part part = Objects.requireNonNull(started.get(name));
        Child child = launch(part);
        awaitAnswer(part, child);
    }

    /**
     * Stops the applications together, so that they drain, then the stores; whatever does not stop in time is killed,
     * and so is at once what was still starting and has nothing to drain. Returns when all have ended.
     */
    public void stop() {
        stopping = true;
        fleet.refuse();
        fleet.living().stream().filter(child -> !answering.contains(child)).forEach(Child::kill);
        Set<String> stores = Set.of(Parts.REDIS, Parts.DATABASE);
        List<String> killed = new ArrayList<>(fleet.stop(child -> !stores.contains(child.name()), DRAIN_LIMIT));
        killed.addAll(fleet.stop(child -> true, STORE_LIMIT));
        fleet.close();
        if (!killed.isEmpty()) {
            out.println("did not stop by themselves and were killed: " + String.join(", ", killed));
        }
    }

    /** Whether {@link #stop} was called: from then on parts end because they were asked to. */
    public boolean stopping() {
        return stopping;
    }

    private Child child(String name) {
        return Objects.requireNonNull(running.get(name), name);
    }

    private void bringUp(List<Part> together) {
        ExecutorService waiters = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "start");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<String> up = new ExecutorCompletionService<>(waiters);
            for (Part part : together) {
                Child child = launch(part);
                up.submit(() -> {
                    awaitAnswer(part, child);
                    return "%-11s %s  pid %d  (%s)".formatted(part.name(), part.address(), child.pid(), part.what());
                });
            }
            for (int i = 0; i < together.size(); i++) {
                out.println(up.take().get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DemoFailure failure
                    ? failure
                    : new DemoFailure("the demo did not start: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("the start was called off", e);
        } finally {
            waiters.shutdownNow();
        }
    }

    private Child launch(Part part) {
        Child child = fleet.start(part.name(), part.command(), part.environment());
        started.put(part.name(), part);
        running.put(part.name(), child);
        return child;
    }

    private void awaitAnswer(Part part, Child child) {
        boolean answers = Waiting.until(() -> !child.alive() || part.answers().answers(), START_LIMIT);
        if (!child.alive() || !answers) {
            throw new DemoFailure(part.name()
                    + (child.alive() ? " does not answer at " + part.address() : " ended before it answered")
                    + "; its log is " + child.log() + " and ends with:\n    "
                    + String.join("\n    ", child.lastWords(8)));
        }
        answering.add(child);
        child.whenEnded(code -> {
            if (!stopping && !expectedToEnd.contains(child)) {
                out.println(part.name() + " (pid " + child.pid() + ") ended with code " + code
                        + " while the others go on; its log is " + child.log());
            }
        });
    }
}
