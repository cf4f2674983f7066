package io.haplatform.test;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * A small fleet in one thread: several processes that share a registry in memory, under time that passes only when told
 * to. The same seed gives the same history.
 *
 * <pre>{@code
 * try (RegistryFixture fleet = new RegistryFixture()) {
 *     fleet.process("orders-1").register(Registrations.of("orders", "a").build());
 *     SimulatedProcess shop = fleet.process("shop");
 *     shop.directory().follow(List.of("orders"));
 *     fleet.advance(Duration.ofSeconds(1));
 *     assertThat(shop.view("orders").instances()).hasSize(1);
 * }
 * }</pre>
 *
 * <p>For one thread. Not for measuring anything: no time passes while something is done.
 */
public final class RegistryFixture implements AutoCloseable {

    private static final Duration STEP = Duration.ofMillis(10);

    private final ManualTime time = new ManualTime();
    private final LeasePolicy policy;
    private final SplittableRandom random;
    private final InMemoryStore store;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private boolean frozen;
    private Duration missed = Duration.ZERO;

    /** With the default lease policy and a fixed seed. */
    public RegistryFixture() {
        this(LeasePolicy.DEFAULT, 1);
    }

    public RegistryFixture(LeasePolicy policy, long seed) {
        this.policy = policy;
        this.random = new SplittableRandom(seed);
        this.store = new InMemoryStore(time, policy, random.split(), 10_000);
    }

    /** The store's clock; {@link #advance} moves it together with those of the processes. */
    public ManualTime time() {
        return time;
    }

    /** A connection of the test's own, that never fails. */
    public Registry registry() {
        return store.connect();
    }

    /** Starts another process. */
    public SimulatedProcess process(String name) {
        SimulatedProcess process = new SimulatedProcess(name, store, policy, random.split(), this::refusal);
        processes.add(process);
        return process;
    }

    /**
     * Starts this many more, {@code orders-0}, {@code orders-1} and so on for {@code orders}, each with one instance
     * of the service: {@code n0} at {@code 10.0.0.0:8080}, {@code n1} at {@code 10.0.0.1:8080}.
     *
     * @return in that order; to be called once for a service
     */
    public List<SimulatedProcess> processes(String service, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> process(service + "-" + i)
                        .register(Registrations.of(service, "n" + i)
                                .at("10.0.0." + i, 8080)
                                .build()))
                .toList();
    }

    /** Killed processes refuse connections; paused ones accept them, and say nothing. */
    private CompletionStage<Optional<String>> refusal(String host, int port, Duration timeout) {
        String address = host + ":" + port;
        return CompletableFuture.completedFuture(
                processes.stream().anyMatch(process -> process.refusesAt(address))
                        ? Optional.of("connection to " + address + " refused")
                        : Optional.empty());
    }

    /** All that were ever started. */
    public List<SimulatedProcess> processes() {
        return List.copyOf(processes);
    }

    /** The store loses everything and goes on empty. */
    public void loseEverything() {
        store.loseEverything();
        run();
    }

    /** The store answers nothing until {@link #thawStore}, though its clock goes on: a Redis under SIGSTOP. */
    public void freezeStore() {
        frozen = true;
    }

    /** The store answers what it was asked meanwhile, all of it late. */
    public void thawStore() {
        frozen = false;
        time.jump(missed);
        missed = Duration.ZERO;
        run();
    }

    /** Lets time pass for the store and for all processes that are not paused, in steps of ten milliseconds. */
    public void advance(Duration duration) {
        run();
        for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            Duration step = left.compareTo(STEP) < 0 ? left : STEP;
            if (frozen) {
                missed = missed.plus(step);
            } else {
                time.advance(step);
            }
            processes.forEach(process -> process.advance(step));
            run();
        }
    }

    /** Lets everything happen that needs no time to pass. */
    public void run() {
        boolean busy = true;
        while (busy) {
            busy = false;
            if (!frozen && !time.isIdle()) {
                time.run();
                busy = true;
            }
            for (SimulatedProcess process : processes) {
                busy |= process.run();
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(SimulatedProcess::kill);
        time.close();
    }
}
