package io.haplatform.redis;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections to Redis servers, set so that a command is answered, refused or timed out, never kept: what is
 * not sent is rejected, and reconnecting is left to {@link Link}, because Lettuce's own waits too long, replays what was
 * queued, and never leaves a server that is frozen.
 */
final class Connector implements AutoCloseable {

    private final RedisAccess access;
    private final RedisPolicy policy;
    private final ClientResources resources;
    private final RedisClient client;

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
    CompletionStage<StatefulRedisConnection<String, String>> connect(RedisEndpoint server) {
        try {
            return client.connectAsync(StringCodec.UTF8, uri(server));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Commands that are still waiting on it fail. */
    static void discard(StatefulRedisConnection<String, String> connection) {
        if (connection.isOpen()) {
            var unused = connection.closeAsync();
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
        // both in the background: closing must not wait for a server that is frozen
        var unused = client.shutdownAsync(0, 1, TimeUnit.SECONDS).whenComplete((closed, failure) -> {
            var unusedToo = resources.shutdown(0, 1, TimeUnit.SECONDS);
        });
    }
}
