package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

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
}
