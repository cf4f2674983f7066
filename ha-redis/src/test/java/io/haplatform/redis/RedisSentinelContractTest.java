package io.haplatform.redis;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.test.RegistryContract;
import io.haplatform.test.SharedStore;

/** The contract once more, on a master found by sentinels. */
class RedisSentinelContractTest extends RegistryContract {

    @Override
    protected SharedStore open() {
        SentinelProcesses running = SentinelProcesses.shared();
        return new RedisStore(running.deployment(), LeasePolicy.DEFAULT, keys -> running.first()
                .endpoint());
    }
}
