package io.haplatform.test;

import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

@ParameterizedClass(name = "renewed every {0} ms, leased for {1} ms")
@CsvSource({"2000, 6000", "300, 1000"})
class InMemoryRegistryContractTest extends RegistryContract {

    private final LeasePolicy policy;

    InMemoryRegistryContractTest(long renewMillis, long leaseMillis) {
        policy = new LeasePolicy(Duration.ofMillis(renewMillis), Duration.ofMillis(leaseMillis));
    }

    @Override
    protected SharedStore open() {
        return new InMemoryStore(new ManualTime(), policy, new SplittableRandom(7), 100);
    }
}
