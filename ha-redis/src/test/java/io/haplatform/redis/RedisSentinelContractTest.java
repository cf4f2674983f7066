package io.haplatform.redis;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.test.RegistryContract;
import io.haplatform.test.SharedStore;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract once more, on a master found by sentinels. */
class RedisSentinelContractTest extends RegistryContract {

    private static @Nullable SentinelProcesses processes;

    @BeforeAll
    static void start() {
        processes = new SentinelProcesses();
    }

    @AfterAll
    static void stop() {
        if (processes != null) {
            processes.close();
        }
    }

    @Override
    protected SharedStore open() {
        SentinelProcesses running = Objects.requireNonNull(processes);
        return new RedisStore(running.deployment(), LeasePolicy.DEFAULT, keys -> running.first()
                .endpoint());
    }
}
