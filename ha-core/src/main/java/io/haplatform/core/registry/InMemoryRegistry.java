package io.haplatform.core.registry;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry in the memory of this process: the model that every other implementation is compared with, and what
 * {@code ha.registry.type=memory} gives an application that runs alone.
 *
 * <p>Share one object between several {@link Directory directories} and {@link Registrar registrars} to let them meet,
 * as tests and simulations do. Its time passes with the {@link Time} it was given, in whole milliseconds as a Redis
 * server's does.
 *
 * <p>Thread-safe. Everything happens inside one serial executor, so that stages complete and followers are told on
 * another thread than the caller's; under {@link io.haplatform.core.time.ManualTime} that means when time runs. Not for
 * more than one process: nothing here is shared beyond it.
 */
public final class InMemoryRegistry implements Registry {

    /** How many entries the log keeps unless told otherwise; a follower further behind needs a snapshot. */
    public static final int LOG_LIMIT = 10_000;

    private static final Logger log = LoggerFactory.getLogger(InMemoryRegistry.class);

    private final Time time;
    private final SerialExecutor serial;
    private final long startNanos;
    private final Instant startedAt;
    // confined to the executor
    private final MemoryStore store;
    private final List<Reader> readers = new ArrayList<>();
    private boolean closed;

    public InMemoryRegistry(Time time, LeasePolicy policy, RandomGenerator random) {
        this(time, policy, random, LOG_LIMIT);
    }

    /** @param logLimit how many entries the log keeps, at least 1 */
    public InMemoryRegistry(Time time, LeasePolicy policy, RandomGenerator random, int logLimit) {
        if (logLimit < 1) {
            throw new IllegalArgumentException("log limit must be at least 1 but is " + logLimit);
        }
        this.time = time;
        this.serial = time.serial("the in-memory registry");
        this.startNanos = time.nanos();
        this.startedAt = time.now().truncatedTo(ChronoUnit.MILLIS);
        this.store = new MemoryStore(policy, random, logLimit, startedAt);
    }

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        List<Registration> copy = List.copyOf(batch);
        return ask(now -> store.register(copy, now));
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return ask(now -> store.renew(renewal, now));
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        return ask(now -> store.change(change, now));
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return ask(store::sweep);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        Set<String> copy = Set.copyOf(services);
        return ask(now -> store.snapshot(copy, now));
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        Reader reader = new Reader(from, follower);
        serial.execute(() -> {
            if (!closed) {
                readers.add(reader);
                reader.readOn();
            }
        });
        return () -> {
            reader.ended = true;
            serial.execute(() -> readers.remove(reader));
        };
    }

    @Override
    public void close() {
        serial.execute(() -> {
            closed = true;
            readers.clear();
        });
    }

    /** Runs an operation; followers hear what it changed before its author gets the answer. */
    private <T> CompletionStage<T> ask(Function<Instant, T> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        serial.execute(() -> {
            if (closed) {
                answer.completeExceptionally(new RegistryException("The in-memory registry is closed"));
                return;
            }
            try {
                T result = operation.apply(now());
                List.copyOf(readers).forEach(Reader::readOn);
                answer.complete(result);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private Instant now() {
        return startedAt.plusMillis(Duration.ofNanos(time.nanos() - startNanos).toMillis());
    }

    /** One follower and how far it has read; confined to the executor but for {@code ended}. */
    private final class Reader {

        private final Follower follower;
        private Position position;
        private volatile boolean ended;

        private Reader(Position from, Follower follower) {
            this.position = from;
            this.follower = follower;
        }

        private void readOn() {
            List<LogEntry> entries = store.since(position);
            if (entries == null) {
                readers.remove(this);
                String reason = "the log of the in-memory registry does not go on from revision " + position.revision();
                boolean lost = store.hasLost(position);
                tell(() -> follower.onGap(reason, lost));
                return;
            }
            for (LogEntry entry : entries) {
                position = entry.position();
                tell(() -> follower.onEntry(entry));
            }
        }

        private void tell(Runnable delivery) {
            if (ended) {
                return;
            }
            try {
                delivery.run();
            } catch (RuntimeException e) {
                log.error(
                        "A follower of the in-memory registry failed at {}; it is told of what comes next",
                        position,
                        e);
            }
        }
    }
}
