package io.haplatform.redis;

import io.haplatform.test.RegistryContract;
import io.haplatform.test.SharedStore;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisRegistryContractTest extends RegistryContract {

    private final String kind;

    RedisRegistryContractTest(String kind) {
        this.kind = kind;
    }

    @Override
    protected SharedStore open() {
        return new RedisStore(RedisServers.shared(kind).endpoint());
    }
}
