package io.haplatform.test;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.ManualTime;
import java.util.SplittableRandom;

class InMemoryRegistryContractTest extends RegistryContract {

    @Override
    protected SharedStore open() {
        return new InMemoryStore(new ManualTime(), LeasePolicy.DEFAULT, new SplittableRandom(7), 100);
    }
}
