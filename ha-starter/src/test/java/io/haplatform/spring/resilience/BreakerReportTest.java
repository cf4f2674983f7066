package io.haplatform.spring.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.ManualTime;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakerReportTest {

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(1);
    private final InMemoryRegistry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, random);
    private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
    private final Registrar registrar = new Registrar(
            registry, directory, LeasePolicy.DEFAULT, time, random, "storefront-process", RefusalProbe.NONE);
    private final Breakers breakers = new Breakers(
            CircuitBreakerRegistry.ofDefaults(),
            service -> Optional.of(CircuitBreakerConfig.custom()
                    .slidingWindow(2, 2, SlidingWindowType.COUNT_BASED)
                    .build()),
            time);
    private final BreakerGuard guard = new BreakerGuard(breakers);

    @BeforeEach
    void start() {
        directory.start();
        registrar.start();
        registrar.register(own());
        new BreakerReport(breakers, registrar, time);
        time.advance(Duration.ofSeconds(1));
    }

    @Test
    void saysNothingWhileNoBreakerEverOpened() {
        call(Outcome.SUCCESS);
        time.advance(Duration.ofSeconds(30));

        assertThat(published()).isNull();
    }

    @Test
    void saysAtOnceThatABreakerOpened() {
        call(Outcome.status(500, null));
        call(Outcome.status(500, null));
        time.run();

        assertThat(published())
                .isEqualTo(
                        "{\"orders\":{\"state\":\"OPEN\",\"since\":\"2026-01-01T00:00:01Z\",\"calls\":2,\"failed\":2,"
                                + "\"slow\":0,\"rejected\":0,\"failureRate\":100.0,\"at\":\"2026-01-01T00:00:01Z\"}}");
    }

    @Test
    void refreshesTheCountsWhileItIsOpen() {
        call(Outcome.status(500, null));
        call(Outcome.status(500, null));
        time.run();
        try {
            guard.enter("orders");
        } catch (CallRejectedException refused) {
            time.advance(Duration.ofSeconds(10));
        }

        assertThat(published()).contains("\"rejected\":1").contains("\"at\":\"2026-01-01T00:00:11Z\"");
    }

    private void call(Outcome outcome) {
        guard.enter("orders");
        guard.exit("orders", outcome, 1_000);
    }

    private @Nullable String published() {
        return registrar.own().get(0).registration().metadata().get(BreakerReport.KEY);
    }

    private Registration own() {
        return Registrations.of("storefront", "storefront-1").build();
    }
}
