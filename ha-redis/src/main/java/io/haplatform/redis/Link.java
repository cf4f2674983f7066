package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the master that supervises itself. It is up, or away for a reason that it knows: then calls fail at
 * once, and it tries again with full jitter until Redis answers. Only the very first try is worth waiting for, so that
 * an application that just started need not handle a failure.
 *
 * <p>A connection that breaks is away at once. A server that is frozen breaks nothing: whoever meets a timeout says so
 * by {@link #suspect}, and if a PING is not answered either, the connection is given up. A server that says that it is
 * not the master, or of which others say so, is left.
 *
 * <p>Calls may come from any thread; everything else happens in the serial executor, the listener is told there.
 */
final class Link implements AutoCloseable {

    /** Told inside the link's executor, once per change. */
    interface Listener {
        void onUp(StatefulRedisConnection<String, String> connection);

        void onAway(RegistryException reason);
    }

    /** Exactly one is present: the connection, or the first try that is under way, or why there is none. */
    private record State(
            @Nullable Contact contact,
            @Nullable CompletableFuture<StatefulRedisConnection<String, String>> first,
            @Nullable RegistryException reason) {

        @Nullable
        StatefulRedisConnection<String, String> connection() {
            return contact == null ? null : contact.connection();
        }
    }

    /** To ask where the master is, to connect, to say hello, to ask for its role, and as much again for a second one. */
    private static final int STEPS = 5;

    private final Masters masters;
    private final Failures failures;
    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final boolean urgent;
    private final Draws draws;
    private final SerialExecutor serial;
    private final Listener listener;
    private final CompletableFuture<StatefulRedisConnection<String, String>> first = new CompletableFuture<>();
    private volatile State state = new State(null, first, null);
    private volatile boolean closed;

    // confined to the executor
    private int failed;
    private boolean probing;
    private boolean connecting;
    private @Nullable Cancellable retry;

    /**
     * @param commandTimeout of this connection's commands
     * @param urgent whether somebody waits for it while it is away
     */
    Link(Server server, Duration commandTimeout, boolean urgent, SerialExecutor serial, Listener listener) {
        this.masters = server.masters();
        this.failures = server.failures();
        this.connectTimeout = server.policy().connectTimeout();
        this.draws = server.draws();
        this.commandTimeout = commandTimeout;
        this.urgent = urgent;
        this.serial = serial;
        this.listener = listener;
    }

    void start() {
        masters.add(this);
        serial.execute(this::connect);
    }

    /** Runs a command; the stage fails with what Lettuce says, or at once while Redis is away. */
    <T> CompletionStage<T> call(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        State now = state;
        if (closed) {
            return CompletableFuture.failedFuture(closed());
        } else if (now.contact() != null) {
            return call(now.contact().connection(), command);
        } else if (now.first() != null) {
            return now.first().thenCompose(connection -> call(connection, command));
        }
        return CompletableFuture.failedFuture(
                now.reason() == null ? new RegistryException(failures.redis() + " is not in use") : now.reason());
    }

    private <T> CompletionStage<T> call(
            StatefulRedisConnection<String, String> connection,
            Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        return command.apply(connection.async()).whenComplete((answer, failure) -> {
            if (failure != null) {
                serial.execute(() -> heed(connection, failure));
            }
        });
    }

    /** What a failed command says of the connection that it was sent on; inside the executor. */
    void heed(StatefulRedisConnection<String, String> connection, Throwable failure) {
        Contact contact = state.contact();
        if (contact == null || !uses(connection)) {
            return;
        } else if (Failures.isTimeout(failure)) {
            suspect(connection);
        } else if (failures.isElsewhere(failure)) {
            giveUp(connection, failures.at(contact.server()).of(failure));
        } else if (Failures.isDoubtful(failure)) {
            masters.look();
        }
    }

    /** Ends the connection if it goes to another server than the master. */
    void leaveUnless(RedisEndpoint master) {
        serial.execute(() -> {
            Contact contact = state.contact();
            if (contact != null && !contact.server().equals(master)) {
                giveUp(
                        contact.connection(),
                        new RegistryException(failures.at(contact.server()).redis() + " is no longer the master, "
                                + master.address() + " is"));
            }
        });
    }

    /** Somebody else has found Redis silent: looks whether it answers here. */
    void suspect() {
        serial.execute(() -> {
            StatefulRedisConnection<String, String> connection = state.connection();
            if (connection != null) {
                suspect(connection);
            }
        });
    }

    /** Whoever met a timeout on this connection tells; inside the executor. */
    private void suspect(StatefulRedisConnection<String, String> connection) {
        if (!uses(connection) || probing) {
            return;
        }
        probing = true;
        masters.look();
        connection
                .async()
                .ping()
                .whenComplete((pong, failure) -> serial.execute(() -> {
                    probing = false;
                    if (failure != null) {
                        giveUp(connection, here().silent(commandTimeout));
                    }
                }));
    }

    /** Ends this connection, if it is still the one in use, and makes another; inside the executor. */
    void giveUp(StatefulRedisConnection<String, String> connection, RegistryException reason) {
        if (uses(connection)) {
            probing = false;
            masters.discard(connection);
            away(reason, masters.pause(failed, urgent));
        }
    }

    /** The master was found: does not wait for its turn to look for it. */
    void hurry() {
        serial.execute(() -> {
            if (retry != null) {
                retry.cancel();
                connect();
            }
        });
    }

    /** For sentences about the server that is in use; inside the executor. */
    private Failures here() {
        Contact contact = state.contact();
        return contact == null ? failures : failures.at(contact.server());
    }

    /** Whether this is the connection in use; inside the executor. */
    boolean uses(StatefulRedisConnection<String, String> connection) {
        return !closed && state.connection() == connection;
    }

    private void connect() {
        if (closed || connecting) {
            return;
        }
        connecting = true;
        retry = null;
        CompletableFuture<Contact> contact = masters.connect(urgent);
        // Lettuce limits each step itself; this is for the case that it does not
        Duration limit = connectTimeout.multipliedBy(STEPS);
        Cancellable overdue = serial.schedule(limit, () -> contact.completeExceptionally(failures.silent(limit)));
        var unused = contact.whenComplete((made, failure) -> serial.execute(() -> {
            overdue.cancel();
            concluded(made, failure);
        }));
    }

    private void concluded(@Nullable Contact contact, @Nullable Throwable failure) {
        connecting = false;
        if (contact == null) {
            Throwable cause = failure == null ? new RegistryException("Redis gave no connection") : failure;
            away(
                    failures.of(cause),
                    Failures.isRefusal(cause) ? draws.backoff(failed, Draws.LATER) : masters.pause(failed, urgent));
        } else if (closed) {
            masters.discard(contact.connection());
        } else {
            up(contact);
        }
    }

    private void up(Contact contact) {
        StatefulRedisConnection<String, String> connection = contact.connection();
        failed = 0;
        connection.setTimeout(commandTimeout);
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                serial.execute(() -> broken(connection));
            }
        });
        state = new State(contact, null, null);
        if (!connection.isOpen()) {
            broken(connection);
            return;
        }
        first.complete(connection);
        listener.onUp(connection);
    }

    private void broken(StatefulRedisConnection<String, String> connection) {
        giveUp(connection, new RegistryException(here().redis() + " has closed the connection"));
    }

    private void away(RegistryException reason, Duration pause) {
        if (closed) {
            return;
        }
        state = new State(null, null, reason);
        first.completeExceptionally(reason);
        listener.onAway(reason);
        failed++;
        retry = serial.schedule(pause, this::connect);
    }

    private RegistryException closed() {
        return new RegistryException("The registry on " + failures.redis() + " is closed");
    }

    @Override
    public void close() {
        closed = true;
        masters.remove(this);
        serial.execute(() -> {
            StatefulRedisConnection<String, String> last = state.connection();
            state = new State(null, null, closed());
            first.completeExceptionally(closed());
            if (last != null) {
                masters.discard(last);
            }
        });
    }
}
