package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
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
 * One connection to Redis that supervises itself. It is up, or away for a reason that it knows: then calls fail at
 * once, and it tries again with full jitter until Redis answers. Only the very first try is worth waiting for, so that
 * an application that just started need not handle a failure.
 *
 * <p>A connection that breaks is away at once. A server that is frozen breaks nothing: whoever meets a timeout says so
 * by {@link #suspect}, and if a PING is not answered either, the connection is given up.
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
            @Nullable StatefulRedisConnection<String, String> connection,
            @Nullable CompletableFuture<StatefulRedisConnection<String, String>> first,
            @Nullable RegistryException reason) {}

    private final Connector connector;
    private final Failures failures;
    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final Draws draws;
    private final SerialExecutor serial;
    private final Listener listener;
    private final CompletableFuture<StatefulRedisConnection<String, String>> first = new CompletableFuture<>();
    private volatile State state = new State(null, first, null);
    private volatile boolean closed;

    // confined to the executor
    private int tries;
    private int failed;
    private boolean probing;

    /** @param commandTimeout of this connection's commands */
    Link(Server server, Duration commandTimeout, SerialExecutor serial, Listener listener) {
        this.connector = server.connector();
        this.failures = server.failures();
        this.connectTimeout = server.policy().connectTimeout();
        this.draws = server.draws();
        this.commandTimeout = commandTimeout;
        this.serial = serial;
        this.listener = listener;
    }

    void start() {
        serial.execute(this::connect);
    }

    /** Runs a command; the stage fails with what Lettuce says, or at once while Redis is away. */
    <T> CompletionStage<T> call(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        State now = state;
        if (closed) {
            return CompletableFuture.failedFuture(closed());
        } else if (now.connection() != null) {
            return call(now.connection(), command);
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
            if (Failures.isTimeout(failure)) {
                serial.execute(() -> suspect(connection));
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
        connection
                .async()
                .ping()
                .whenComplete((pong, failure) -> serial.execute(() -> {
                    probing = false;
                    if (failure != null) {
                        giveUp(connection, failures.silent(commandTimeout));
                    }
                }));
    }

    /** Ends this connection, if it is still the one in use, and makes another; inside the executor. */
    void giveUp(StatefulRedisConnection<String, String> connection, RegistryException reason) {
        if (uses(connection)) {
            probing = false;
            discard(connection);
            away(reason, Draws.SOON);
        }
    }

    /** Whether this is the connection in use; inside the executor. */
    boolean uses(StatefulRedisConnection<String, String> connection) {
        return !closed && state.connection() == connection;
    }

    private void connect() {
        if (closed) {
            return;
        }
        int number = ++tries;
        // Lettuce limits both steps itself; this is for the case that it does not
        Duration limit = connectTimeout.multipliedBy(3);
        serial.schedule(limit, () -> concluded(number, null, failures.silent(limit)));
        try {
            connector
                    .connect()
                    .whenComplete(
                            (connection, failure) -> serial.execute(() -> concluded(number, connection, failure)));
        } catch (RuntimeException e) {
            concluded(number, null, e);
        }
    }

    private void concluded(
            int number, @Nullable StatefulRedisConnection<String, String> connection, @Nullable Throwable failure) {
        if (closed || number != tries) {
            if (connection != null) {
                discard(connection);
            }
            return;
        }
        tries++;
        if (connection == null) {
            Throwable cause = failure == null ? new RegistryException("Redis gave no connection") : failure;
            away(failures.of(cause), Failures.isRefusal(cause) ? Draws.LATER : Draws.SOON);
        } else {
            up(connection);
        }
    }

    private void up(StatefulRedisConnection<String, String> connection) {
        failed = 0;
        connection.setTimeout(commandTimeout);
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                serial.execute(() ->
                        giveUp(connection, new RegistryException(failures.redis() + " has closed the connection")));
            }
        });
        state = new State(connection, null, null);
        if (!connection.isOpen()) {
            giveUp(connection, new RegistryException(failures.redis() + " has closed the connection"));
            return;
        }
        first.complete(connection);
        listener.onUp(connection);
    }

    private void away(RegistryException reason, Duration longestWait) {
        state = new State(null, null, reason);
        first.completeExceptionally(reason);
        listener.onAway(reason);
        serial.schedule(draws.backoff(failed++, longestWait), this::connect);
    }

    /** Commands that are still waiting on it fail. */
    private static void discard(StatefulRedisConnection<String, String> connection) {
        var unused = connection.closeAsync();
    }

    private RegistryException closed() {
        return new RegistryException("The registry on " + failures.redis() + " is closed");
    }

    @Override
    public void close() {
        closed = true;
        serial.execute(() -> {
            StatefulRedisConnection<String, String> last = state.connection();
            state = new State(null, null, closed());
            first.completeExceptionally(closed());
            // the client may have been shut down in between, and have closed it
            if (last != null && last.isOpen()) {
                discard(last);
            }
        });
    }
}
