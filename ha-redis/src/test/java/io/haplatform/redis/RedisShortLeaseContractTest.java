package io.haplatform.redis;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.test.RegistryContract;
import io.haplatform.test.SharedStore;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract once more, with leases that are shorter than the second between two sweeps. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisShortLeaseContractTest extends RegistryContract {

    private static final LeasePolicy SHORT = new LeasePolicy(Duration.ofMillis(300), Duration.ofSeconds(1));

    private final String kind;

    RedisShortLeaseContractTest(String kind) {
        this.kind = kind;
    }

    @Override
    protected SharedStore open() {
        return new RedisStore(RedisServers.shared(kind).endpoint(), SHORT);
    }
}
