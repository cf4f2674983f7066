package io.haplatform.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.CallRequest;
import io.haplatform.core.call.Calls;
import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Configuration;

class MetersTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @Test
    void tellWhatTheRegistryAndThisApplicationDo() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "ha.metrics.tags.team=a-team",
                "management.endpoints.web.exposure.include=prometheus")) {
            application.awaitRegistered("orders", Status.UP);
            application.bean(DiscoveryClient.class).getInstances("orders");
            MeterRegistry meters = application.bean(MeterRegistry.class);

            assertThat(value(meters, HaMeters.REGISTRY_AVAILABLE)).isEqualTo(1);
            assertThat(value(meters, HaMeters.REGISTRY_PROTECTION)).isZero();
            RunningApplication.await("applied", () -> value(meters, HaMeters.REGISTRY_REVISION) >= 1);
            RunningApplication.await("confirmed", () -> value(meters, HaMeters.INSTANCE_REGISTERED) == 1);
            assertThat(value(meters, HaMeters.SERVICE_DISCOVERY_TOTAL_SERVICES)).isEqualTo(1);
            assertThat(value(meters, HaMeters.SERVICE_DISCOVERY_HEALTHY_SERVICES))
                    .isEqualTo(1);
            assertThat(value(meters, HaMeters.SERVICE_DISCOVERY_UNHEALTHY_SERVICES))
                    .isZero();
            assertThat(value(meters, HaMeters.SERVICE_DISCOVERY_CACHE_HIT_RATE)).isEqualTo(1);
            assertThat(value(meters, HaMeters.SERVICE_DISCOVERY_ERROR_RATE)).isZero();
            assertThat(value(meters, HaMeters.REQUESTS_IN_FLIGHT)).isZero();
            assertThat(value(meters, HaMeters.DRAINING)).isZero();
            assertThat(meters.get(HaMeters.REGISTRY_EVENTS.getName())
                            .tag("type", "registered")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(meters.get(HaMeters.REGISTRY_LOOKUPS.getName())
                            .tag("result", "live")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(meters.get(HaMeters.REGISTRY_REQUESTS.getName())
                            .tag("operation", "register")
                            .tag("outcome", "success")
                            .timer()
                            .count())
                    .isEqualTo(1);

            String prometheus = application.get("/actuator/prometheus").body();
            assertThat(prometheus)
                    .contains("service_discovery_total_services{team=\"a-team\"} 1.0")
                    .contains("service_discovery_registration_rate{")
                    .contains("service_discovery_response_time_p95")
                    .contains("ha_registry_available{team=\"a-team\"} 1.0");
        }
    }

    @Test
    void areExactlyTheDocumentedOnes() throws Exception {
        try (RunningApplication application = RunningApplication.start(WebApplicationType.SERVLET, App.class)) {
            application.awaitRegistered("orders", Status.UP);
            MeterRegistry meters = application.bean(MeterRegistry.class);
            // meters of calls are there from the first one on
            Calls calls = application.bean(Calls.class);
            RunningApplication.await("listed", () -> !application
                    .bean(Balancers.class)
                    .of("orders")
                    .nodes()
                    .isEmpty());
            calls.run("orders", CallRequest.of("GET", true), attempt -> "well");
            Set<String> documented =
                    Arrays.stream(HaMeters.values()).map(HaMeters::getName).collect(Collectors.toSet());
            Set<String> registered = new HashSet<>();

            meters.forEachMeter(meter -> {
                String name = meter.getId().getName();
                if (name.startsWith("ha.") || name.startsWith("service_discovery.")) {
                    registered.add(name);
                    assertThat(documented).contains(name);
                    HaMeters known = Arrays.stream(HaMeters.values())
                            .filter(one -> one.getName().equals(name))
                            .findFirst()
                            .orElseThrow();
                    assertThat(meter.getId().getTags().stream().map(Tag::getKey))
                            .as("tags of " + name)
                            .containsExactlyInAnyOrderElementsOf(Arrays.stream(known.getKeyNames())
                                    .map(key -> key.asString())
                                    .toList());
                    assertThat(meter.getId().getDescription()).isEqualTo(known.description());
                }
            });
            assertThat(registered).isEqualTo(documented);
        }
    }

    private static double value(MeterRegistry meters, HaMeters meter) {
        return meters.get(meter.getName()).gauge().value();
    }
}
