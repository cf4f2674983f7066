package io.haplatform.redis;

import io.lettuce.core.api.StatefulRedisConnection;

/** A connection, and the server that it goes to. */
record Contact(RedisEndpoint server, StatefulRedisConnection<String, String> connection) {}
