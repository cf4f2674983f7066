package io.haplatform.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A plain client, for looking into a server and for doing there what a stranger might do. */
final class Probe implements AutoCloseable {

    /** Threads of their own would cost each probe more than its question; these end with the JVM. */
    private static final ClientResources RESOURCES = DefaultClientResources.create();

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    Probe(RedisEndpoint endpoint) {
        RedisURI.Builder uri = RedisURI.builder().withHost(endpoint.host()).withPort(endpoint.port());
        String password = endpoint.access().password();
        if (password != null) {
            uri.withPassword(password.toCharArray());
        }
        client = RedisClient.create(RESOURCES, uri.build());
        connection = client.connect();
    }

    StatefulRedisConnection<String, String> connection() {
        return connection;
    }

    RedisCommands<String, String> redis() {
        return connection.sync();
    }

    /** A command as one would type it. */
    String run(String line) {
        String[] words = line.split(" ", -1);
        ProtocolKeyword name = new ProtocolKeyword() {
            @Override
            public byte[] getBytes() {
                return words[0].getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public String toString() {
                return words[0];
            }
        };
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (int i = 1; i < words.length; i++) {
            arguments.add(words[i]);
        }
        return connection.sync().dispatch(name, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    /** A single command. */
    static String run(RedisEndpoint endpoint, String line) {
        try (Probe probe = new Probe(endpoint)) {
            return probe.run(line);
        }
    }

    /** What a sentinel says of what it watches. */
    static String sentinelInfo(RedisEndpoint endpoint) {
        try (Probe probe = new Probe(endpoint)) {
            return probe.redis().info("sentinel");
        }
    }

    /** What a server says of its role. */
    static String replication(RedisEndpoint endpoint) {
        try (Probe probe = new Probe(endpoint)) {
            return probe.redis().info("replication");
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ZERO);
    }
}
