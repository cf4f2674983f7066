package io.haplatform.redis;

import io.haplatform.core.registry.Registry;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** What the tests of the registry's keys share: a registry on a server, and somebody else who gets at its keys. */
abstract class RedisKeysRules {

    static final Duration LEASE = Duration.ofSeconds(6);

    final RedisStore store;
    final Registry registry;
    final Keys keys;

    RedisKeysRules(String kind) {
        store = new RedisStore(RedisServers.shared(kind).endpoint());
        registry = store.connect();
        keys = store.keys();
    }

    @AfterEach
    void close() {
        store.close();
    }

    RedisCommands<String, String> stranger() {
        return store.probe().redis();
    }
}
