package io.haplatform.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletionStage;

/** Where connections to servers come from. */
interface Connections {

    /** Completes in bounded time, on a thread of its own choice. */
    CompletionStage<StatefulRedisConnection<String, String>> connect(RedisEndpoint server);

    /** Closes one that was handed out. Without effect when it was discarded before. */
    void discard(StatefulRedisConnection<String, String> connection);
}
