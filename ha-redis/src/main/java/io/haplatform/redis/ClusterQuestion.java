package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks nodes of a cluster which of them serves the slot of a namespace ({@code CLUSTER SLOTS}). */
final class ClusterQuestion implements Question {

    private final RedisCluster cluster;
    private final Keys keys;
    private final int slot;
    private final Failures failures;

    ClusterQuestion(RedisCluster cluster, Keys keys, Failures failures) {
        this.cluster = cluster;
        this.keys = keys;
        this.slot = SlotHash.getSlot(keys.prefix());
        this.failures = failures;
    }

    @Override
    public List<RedisEndpoint> places() {
        return cluster.nodes();
    }

    @Override
    public CompletionStage<Answer> ask(RedisEndpoint place, StatefulRedisConnection<String, String> connection) {
        return connection.async().clusterSlots().thenApply(ranges -> answer(place, ranges));
    }

    /**
     * A range is its first slot, its last, its master and its replicas; a server is host, port and more.
     *
     * @throws IllegalArgumentException when the answer is not of this form
     */
    Answer answer(RedisEndpoint asked, List<?> ranges) {
        Optional<RedisEndpoint> master = Optional.empty();
        List<RedisEndpoint> places = new ArrayList<>();
        for (Object item : ranges) {
            if (!(item instanceof List<?> range) || range.size() < 3) {
                throw new IllegalArgumentException("CLUSTER SLOTS must give ranges of slots but gave '" + item + "'");
            }
            List<RedisEndpoint> servers = range.stream()
                    .skip(2)
                    .map(server -> server(asked, server))
                    .flatMap(Optional::stream)
                    .toList();
            places.addAll(servers);
            if (number(range.get(0)) <= slot && slot <= number(range.get(1))) {
                master = server(asked, range.get(2));
            }
        }
        return new Answer(master, 0, places);
    }

    /** A node that does not know by which name it is reached says nothing, or a question mark for another. */
    private static Optional<RedisEndpoint> server(RedisEndpoint asked, @Nullable Object item) {
        if (!(item instanceof List<?> server) || server.size() < 2) {
            throw new IllegalArgumentException("CLUSTER SLOTS must give servers but gave '" + item + "'");
        }
        String host = server.get(0) == null ? "" : server.get(0).toString();
        return host.equals("?")
                ? Optional.empty()
                : Optional.of(new RedisEndpoint(
                        host.isEmpty() ? asked.host() : host, (int) number(server.get(1)), asked.access()));
    }

    private static long number(@Nullable Object item) {
        return Long.parseLong(String.valueOf(item));
    }

    @Override
    public RegistryException unknown(List<RedisEndpoint> answered) {
        return new RegistryException("Slot " + slot + " of namespace '" + keys.namespace()
                + "' is served by no node of the Redis Cluster, say " + RedisEndpoint.addresses(answered)
                + ": give it to one (redis-cli --cluster fix), or choose another ha.registry.namespace");
    }

    @Override
    public RegistryException unanswered(Map<RedisEndpoint, Throwable> reasons) {
        for (Throwable reason : reasons.values()) {
            if (Failures.isRefusal(reason)) {
                return failures.of(reason);
            } else if (Failures.deepest(Failures.unwrap(reason)).contains("cluster support disabled")) {
                return new RegistryException(
                        "Redis at " + RedisEndpoint.addresses(List.copyOf(reasons.keySet()))
                                + " is not a cluster: set spring.data.redis.host and port instead of"
                                + " spring.data.redis.cluster.nodes",
                        reason);
            }
        }
        return new RegistryException("No node of the Redis Cluster answers: start them, or correct"
                + " spring.data.redis.cluster.nodes (" + Question.reasons(reasons, cluster.nodes()) + ")");
    }
}
