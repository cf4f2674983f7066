package io.haplatform.redis;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.test.RegistryContract;
import io.haplatform.test.SharedStore;

/** The contract once more, on a master found by the nodes of a cluster. */
class RedisClusterContractTest extends RegistryContract {

    @Override
    protected SharedStore open() {
        ClusterProcesses running = ClusterProcesses.shared();
        return new RedisStore(running.deployment(), LeasePolicy.DEFAULT, keys -> running.master(keys)
                .endpoint());
    }
}
