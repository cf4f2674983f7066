package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** How to ask for the master, and whom. */
interface Question {

    /** Those that the settings name. */
    List<RedisEndpoint> places();

    /** @param place to which this connection goes */
    CompletionStage<Answer> ask(RedisEndpoint place, StatefulRedisConnection<String, String> connection);

    /** Places have answered, and none of them knows a master. */
    RegistryException unknown(List<RedisEndpoint> answered);

    /** No place has answered. */
    RegistryException unanswered(Map<RedisEndpoint, Throwable> failures);

    /** What each has failed with; where none has, that these are silent. */
    static String reasons(Map<RedisEndpoint, Throwable> failures, List<RedisEndpoint> asked) {
        return failures.isEmpty()
                ? RedisEndpoint.addresses(asked) + " are silent"
                : failures.entrySet().stream()
                        .map(entry ->
                                entry.getKey().address() + ": " + Failures.deepest(Failures.unwrap(entry.getValue())))
                        .collect(Collectors.joining("; "));
    }
}
