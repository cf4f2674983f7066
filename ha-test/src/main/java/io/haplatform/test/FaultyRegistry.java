package io.haplatform.test;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.registry.Swept;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * One process's connection to a registry, with the faults that connections have: away, slow, answers lost on the way,
 * a log reader that hangs, another store behind the same address.
 *
 * <pre>{@code
 * FaultyRegistry registry = new FaultyRegistry(shared, time);
 * registry.away("pulled the cable");      // requests fail, followers are told
 * time.advance(Duration.ofMinutes(1));
 * registry.back();                        // followers get what they have missed
 * }</pre>
 *
 * <p>Thread-safe; faults take effect in the order of the calls.
 */
public final class FaultyRegistry implements Registry {

    private final SerialExecutor serial;
    // confined to the executor
    private final List<Reader> readers = new ArrayList<>();
    private Registry store;
    private boolean away;
    private String reason = "";
    private boolean stalled;
    private boolean closed;
    private Duration delay = Duration.ZERO;
    private int answersToLose;
    private int requestsToLose;

    /** @param store what is behind the connection; closing this does not close it */
    public FaultyRegistry(Registry store, Time time) {
        this.store = store;
        this.serial = time.serial("a faulty registry");
    }

    /** From now on every request fails at once, and nothing is read. */
    public void away(String reason) {
        serial.execute(() -> {
            this.away = true;
            this.reason = reason;
            readers.forEach(reader -> reader.disconnect(reason));
        });
    }

    /** Ends {@link #away}. */
    public void back() {
        serial.execute(() -> {
            away = false;
            List.copyOf(readers).forEach(reader -> reader.reconnect(true));
        });
    }

    /** Every answer comes this much later; {@link Duration#ZERO} ends it. */
    public void delay(Duration delay) {
        serial.execute(() -> this.delay = delay);
    }

    /** The next requests are done, but their answers never come. */
    public void loseAnswers(int count) {
        serial.execute(() -> answersToLose = count);
    }

    /** The next requests are neither done nor answered. */
    public void loseRequests(int count) {
        serial.execute(() -> requestsToLose = count);
    }

    /** The log reader hangs, while requests are answered as ever. */
    public void stall() {
        serial.execute(() -> {
            stalled = true;
            readers.forEach(Reader::detach);
        });
    }

    /** Ends {@link #stall}. */
    public void unstall() {
        serial.execute(() -> {
            stalled = false;
            List.copyOf(readers).forEach(reader -> reader.reconnect(false));
        });
    }

    /** Another store answers from now on, as after a restart that lost the data. */
    public void replaceStore(Registry other) {
        serial.execute(() -> {
            store = other;
            List.copyOf(readers).forEach(reader -> reader.reconnect(false));
        });
    }

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        return ask(registry -> registry.register(batch));
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return ask(registry -> registry.renew(renewal));
    }

    @Override
    public CompletionStage<Changed> change(Change change) {
        return ask(registry -> registry.change(change));
    }

    @Override
    public CompletionStage<Swept> sweep() {
        return ask(Registry::sweep);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        return ask(registry -> registry.snapshot(services));
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        Reader reader = new Reader(from, follower);
        serial.execute(() -> {
            if (!closed) {
                readers.add(reader);
                if (away) {
                    follower.onAvailability(false, reason);
                } else {
                    reader.reconnect(false);
                }
            }
        });
        return () -> {
            reader.ended = true;
            serial.execute(() -> {
                readers.remove(reader);
                reader.detach();
            });
        };
    }

    @Override
    public void close() {
        serial.execute(() -> {
            closed = true;
            readers.forEach(Reader::detach);
            readers.clear();
        });
    }

    private <T> CompletionStage<T> ask(Function<Registry, CompletionStage<T>> request) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        serial.execute(() -> {
            if (closed) {
                answer.completeExceptionally(new RegistryException("The registry is closed"));
            } else if (away) {
                answer.completeExceptionally(new RegistryException("The registry is away: " + reason));
            } else if (requestsToLose > 0) {
                requestsToLose--;
            } else {
                boolean lost = answersToLose > 0;
                answersToLose -= lost ? 1 : 0;
                request.apply(store).whenComplete((value, failure) -> answer(answer, value, failure, lost));
            }
        });
        return answer;
    }

    private <T> void answer(CompletableFuture<T> answer, T value, Throwable failure, boolean lost) {
        serial.execute(() -> {
            if (lost) {
                return;
            }
            serial.schedule(delay, () -> {
                if (away) {
                    answer.completeExceptionally(new RegistryException("The registry is away: " + reason));
                } else if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(value);
                }
            });
        });
    }

    /** One follower, and how far it has been told; confined to the executor but for {@code ended}. */
    private final class Reader {

        private final Follower follower;
        private Position told;
        private Subscription inner = () -> {};
        private int connection;
        private volatile boolean ended;

        private Reader(Position from, Follower follower) {
            this.told = from;
            this.follower = follower;
        }

        private void detach() {
            connection++;
            inner.close();
        }

        private void disconnect(String reason) {
            detach();
            tell(() -> follower.onAvailability(false, reason));
        }

        private void reconnect(boolean wasAway) {
            detach();
            if (away || stalled) {
                return;
            }
            if (wasAway) {
                tell(() -> follower.onAvailability(true, ""));
            }
            int mine = connection;
            inner = store.follow(told, new Follower() {
                @Override
                public void onEntry(LogEntry entry) {
                    onConnection(mine, () -> {
                        told = entry.position();
                        tell(() -> follower.onEntry(entry));
                    });
                }

                @Override
                public void onGap(String reason, boolean historyLost) {
                    onConnection(mine, () -> {
                        readers.remove(Reader.this);
                        tell(() -> follower.onGap(reason, historyLost));
                    });
                }

                @Override
                public void onAvailability(boolean available, String reason) {
                    onConnection(mine, () -> tell(() -> follower.onAvailability(available, reason)));
                }
            });
        }

        private void onConnection(int mine, Runnable news) {
            serial.execute(() -> {
                if (mine == connection) {
                    news.run();
                }
            });
        }

        private void tell(Runnable news) {
            if (!ended) {
                news.run();
            }
        }
    }
}
