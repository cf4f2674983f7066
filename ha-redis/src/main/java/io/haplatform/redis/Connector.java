package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes connections to Redis servers, set so that a command is answered, refused or timed out, never kept: what is
 * not sent is rejected, and reconnecting is left to {@link Link}, because Lettuce's own waits too long, replays what was
 * queued, and never leaves a server that is frozen.
 */
final class Connector implements Connections, AutoCloseable {

    private final RedisAccess access;
    private final RedisPolicy policy;
    private final ClientResources resources;
    private final RedisClient client;
    private final Set<StatefulRedisConnection<String, String>> open = ConcurrentHashMap.newKeySet();
    /** Connections being made or closed, and one while this is open; at 0 nobody needs the threads any more. */
    private final AtomicInteger underWay = new AtomicInteger(1);

    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param access whose key and trust material all connections use */
    Connector(RedisAccess access, RedisPolicy policy) {
        this.access = access;
        this.policy = policy;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(options());
    }

    ClientOptions options() {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(policy.connectTimeout())
                        // for a peer that has vanished while nothing was to send; not TCP_USER_TIMEOUT, which throws
                        // at connect where netty's native transport is missing
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(1))
                                .count(3)
                                .build())
                        .build());
        if (access.ssl() != null) {
            options.sslOptions(access.ssl());
        }
        return options.build();
    }

    /** Completes within twice the connect timeout, on a thread of Lettuce. */
    @Override
    public CompletionStage<StatefulRedisConnection<String, String>> connect(RedisEndpoint server) {
        if (!begin()) {
            return CompletableFuture.failedFuture(new RegistryException("The connections to Redis are closed"));
        }
        try {
            return client.connectAsync(StringCodec.UTF8, uri(server)).whenComplete((connection, failure) -> {
                if (connection != null) {
                    open.add(connection);
                }
                end();
            });
        } catch (RuntimeException e) {
            end();
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Commands that are still waiting on it fail. */
    @Override
    public void discard(StatefulRedisConnection<String, String> connection) {
        // one that has broken is closed too: until then Lettuce keeps it
        if (open.remove(connection) && begin()) {
            var unused = connection.closeAsync().whenComplete((done, failure) -> end());
        }
    }

    private boolean begin() {
        return underWay.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    private void end() {
        if (underWay.decrementAndGet() == 0) {
            var unused = client.shutdownAsync(0, 1, TimeUnit.SECONDS).whenComplete((done, failure) -> {
                var unusedToo = resources.shutdown(0, 1, TimeUnit.SECONDS);
            });
        }
    }

    private RedisURI uri(RedisEndpoint server) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(server.host())
                .withPort(server.port())
                .withDatabase(server.access().database())
                .withSsl(server.access().tls())
                .withTimeout(policy.connectTimeout());
        String username = server.access().username();
        String password = server.access().password();
        if (password != null && username != null) {
            uri.withAuthentication(username, password.toCharArray());
        } else if (password != null) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    @Override
    public void close() {
        // in the background, since closing must not wait for a server that is frozen; and not before what is under way
        // has ended, since threads that end under it complain of it
        if (closed.compareAndSet(false, true)) {
            open.forEach(this::discard);
            end();
        }
    }
}
