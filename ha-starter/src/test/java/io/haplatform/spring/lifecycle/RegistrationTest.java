package io.haplatform.spring.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.spring.support.RunningApplication;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Configuration;

class RegistrationTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void anApplicationRegistersWithThePortItReallyHas(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(
                type, App.class, "ha.instance.zone=z1", "ha.instance.tags=blue,new", "ha.instance.weight=50")) {
            Instance own = application.awaitRegistered("orders", Status.UP);
            assertThat(own.key().id()).isEqualTo("orders:127.0.0.1:" + application.port());
            assertThat(own.registration().address()).isEqualTo("127.0.0.1:" + application.port());
            assertThat(own.registration().zone()).isEqualTo("z1");
            assertThat(own.tags()).containsExactly("blue", "new");
            assertThat(own.weight()).isEqualTo(50);
        }
    }

    @Test
    void aStartThatWaitsForTheRegistryDoesNotWaitForTheNextLookAtHealth() {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "ha.registry.fail-fast=true",
                "ha.health.endpoints.refresh-interval=1h",
                "ha.health.endpoints.stale-after=2h")) {
            assertThat(application.bean(Registrar.class).own())
                    .extracting(Registrar.Own::state)
                    .containsExactly(Registrar.State.REGISTERED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void aContextThatIsPausedStaysRegisteredAndProbed(WebApplicationType type) {
        try (RunningApplication application =
                RunningApplication.start(type, App.class, "ha.health.endpoints.refresh-interval=100ms")) {
            Instance before = application.awaitRegistered("orders", Status.UP);
            List<String> history = new CopyOnWriteArrayList<>();
            application.bean(Directory.class).onEvent(event -> history.add(event.toString()));

            application.context().pause();
            assertThat(application.get("/health/live").statusCode()).isEqualTo(200);
            AvailabilityChangeEvent.publish(application.context(), ReadinessState.REFUSING_TRAFFIC);
            application.awaitRegistered("orders", Status.DOWN);
            AvailabilityChangeEvent.publish(application.context(), ReadinessState.ACCEPTING_TRAFFIC);
            application.awaitRegistered("orders", Status.UP);
            application.context().restart();

            Instance after = application.awaitRegistered("orders", Status.UP);
            assertThat(after.registration().incarnation())
                    .isEqualTo(before.registration().incarnation());
            assertThat(history).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void aContextThatIsStoppedAndStartedRegistersAgain(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(type, App.class)) {
            Instance before = application.awaitRegistered("orders", Status.UP);
            int port = application.port();

            application.context().stop();
            RunningApplication.await("gone", () -> application
                    .bean(Directory.class)
                    .view("orders")
                    .instances()
                    .isEmpty());
            application.context().start();

            Instance after = application.awaitRegistered("orders", Status.UP);
            assertThat(after.registration().incarnation())
                    .isNotEqualTo(before.registration().incarnation());
            assertThat(after.registration().port())
                    .isEqualTo(application.port())
                    .isNotEqualTo(port);
            RunningApplication.await(
                    "served", () -> application.get("/health/ready").statusCode() == 200);
        }
    }
}
