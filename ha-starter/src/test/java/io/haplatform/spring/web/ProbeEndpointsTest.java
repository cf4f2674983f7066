package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registry;
import io.haplatform.spring.support.RunningApplication;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class ProbeEndpointsTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        static final AtomicInteger ASKED = new AtomicInteger();
        static volatile boolean healthy = true;

        @Bean
        HealthIndicator database() {
            return () -> {
                ASKED.incrementAndGet();
                return (healthy ? Health.up() : Health.down())
                        .withDetail("secret", "x")
                        .build();
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnHealth {

        @RestController
        static class Api {

            @GetMapping("/health")
            String health() {
                return "my own health";
            }

            @GetMapping("/{anything}/{else}")
            String everything() {
                return "caught all";
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void allThreeAnswerAsActuatorDoes(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(type, App.class)) {
            application.awaitRegistered("orders", Status.UP);
            for (Probe probe : Probe.values()) {
                awaitGood(application, application.port(), probe);
                HttpResponse<String> answer = application.get(probe.path());
                assertThat(answer.body())
                        .as(probe.path())
                        .contains("\"status\":\"UP\"")
                        .doesNotContain("secret");
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
                assertThat(application
                                .send("HEAD", application.port(), probe.path())
                                .statusCode())
                        .isEqualTo(200);
                assertThat(application
                                .send("POST", application.port(), probe.path())
                                .statusCode())
                        .isIn(404, 405);
            }
            assertThat(application.get("/health").body())
                    .isEqualTo(application.get("/actuator/health").body());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void requestsAskNobodyBehindThem(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(
                type, App.class, "ha.health.endpoints.refresh-interval=1h", "ha.health.endpoints.stale-after=2h")) {
            RunningApplication.await("looked", () -> application.get("/health").statusCode() == 200);
            int before = App.ASKED.get();
            for (int i = 0; i < 50; i++) {
                application.get("/health");
            }
            // the first request may set off a look, which may be looked over once more
            assertThat(App.ASKED.get() - before).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void readinessFollowsTheApplicationAndLivenessDependsOnNothingOutside(WebApplicationType type) {
        App.healthy = true;
        try (RunningApplication application =
                RunningApplication.start(type, App.class, "ha.health.endpoints.refresh-interval=100ms")) {
            application.awaitRegistered("orders", Status.UP);

            App.healthy = false;
            RunningApplication.await(
                    "unhealthy", () -> application.get("/health").statusCode() == 503);
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(application.get("/health/live").statusCode()).isEqualTo(200);

            AvailabilityChangeEvent.publish(application.context(), ReadinessState.REFUSING_TRAFFIC);
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(application.get("/health/live").statusCode()).isEqualTo(200);
            application.awaitRegistered("orders", Status.DOWN);

            AvailabilityChangeEvent.publish(application.context(), ReadinessState.ACCEPTING_TRAFFIC);
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(200);

            AvailabilityChangeEvent.publish(application.context(), LivenessState.BROKEN);
            assertThat(application.get("/health/live").statusCode()).isEqualTo(503);
        } finally {
            App.healthy = true;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void whatTheApplicationPutsIntoReadinessCountsAndIsPublished(WebApplicationType type) {
        App.healthy = true;
        try (RunningApplication application = RunningApplication.start(
                type,
                App.class,
                "ha.health.endpoints.refresh-interval=100ms",
                "management.endpoint.health.group.readiness.include=readinessState,database")) {
            application.awaitRegistered("orders", Status.UP);
            App.healthy = false;
            application.awaitRegistered("orders", Status.DOWN);
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(503);
            App.healthy = true;
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(200);
        } finally {
            App.healthy = true;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void theManagementPortAnswersThemToo(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(
                type, App.class, "management.server.port=0", "management.server.address=127.0.0.1")) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.managementPort()).isNotEqualTo(application.port());
            assertThat(application
                            .awaitRegistered("orders", Status.UP)
                            .registration()
                            .managementPort())
                    .isEqualTo(application.managementPort());
            for (Probe probe : Probe.values()) {
                awaitGood(application, application.port(), probe);
                awaitGood(application, application.managementPort(), probe);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void aPathThatTheApplicationMapsItselfStaysItsOwn(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(type, OwnHealth.class)) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/health").body()).isEqualTo("my own health");
            assertThat(application.get("/a/b").body()).isEqualTo("caught all");
            assertThat(application.get("/health/ready").body())
                    .as("a mapping that catches everything is none for probes")
                    .contains("\"status\":\"UP\"");
        }
    }

    @Test
    void anInstanceInMaintenanceIsNotReadyAndDoesNotCallItselfDown() {
        try (RunningApplication application = RunningApplication.start(WebApplicationType.SERVLET, OwnHealth.class)) {
            InstanceKey key = application.awaitRegistered("orders", Status.UP).key();
            application
                    .bean(Registry.class)
                    .change(new Change.PutOverride(new OperatorOverride(
                            key, 1, null, null, Status.MAINTENANCE, "ann", "new disk", Instant.now(), null, Map.of())))
                    .toCompletableFuture()
                    .join();
            application.awaitRegistered("orders", Status.MAINTENANCE);

            assertThat(application.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(application.get("/health/live").statusCode()).isEqualTo(200);
            // whoever calls all the same is served
            assertThat(application.get("/some/work").body()).isEqualTo("caught all");
            assertThat(application.bean(Directory.class).view("orders").instances())
                    .singleElement()
                    .satisfies(own -> assertThat(own.registration().status()).isEqualTo(Status.UP));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void theyAnswerWithoutActuatorsHealthEndpointToo(WebApplicationType type) {
        try (RunningApplication application =
                RunningApplication.start(type, App.class, "management.endpoint.health.access=none")) {
            application.awaitRegistered("orders", Status.UP);
            for (Probe probe : Probe.values()) {
                awaitGood(application, application.port(), probe);
            }
            assertThat(application.get("/actuator/health").statusCode()).isEqualTo(404);
        }
    }

    /** Each probe is looked at by a thread of its own. */
    private static void awaitGood(RunningApplication application, int port, Probe probe) {
        RunningApplication.await(
                probe.path() + " is good at " + port,
                () -> application.get(port, probe.path()).statusCode() == 200);
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void theyAreGoneWhenSwitchedOff(WebApplicationType type) {
        try (RunningApplication application =
                RunningApplication.start(type, App.class, "ha.health.endpoints.enabled=false")) {
            application.awaitRegistered("orders", Status.UP);
            assertThat(application.get("/health").statusCode()).isEqualTo(404);
        }
    }
}
