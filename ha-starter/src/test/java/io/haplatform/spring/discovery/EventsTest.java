package io.haplatform.spring.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.test.Registrations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@ExtendWith(OutputCaptureExtension.class)
class EventsTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        static final List<String> TOLD = new CopyOnWriteArrayList<>();

        @EventListener
        @Order(Ordered.HIGHEST_PRECEDENCE)
        void fail(RegistryEvent event) {
            throw new IllegalStateException("I never listen");
        }

        @EventListener
        void onRegistered(RegistryEvent.ServiceRegistered event) {
            TOLD.add("registered " + event.key().service());
        }

        @EventListener
        void onDeregistered(RegistryEvent.ServiceDeregistered event) {
            TOLD.add("deregistered " + event.key());
        }

        @EventListener
        void onExpired(RegistryEvent.ServiceExpired event) {
            TOLD.add("expired " + event.key());
        }

        @EventListener
        void onChanged(RegistryEvent.InstanceChanged event) {
            TOLD.add("changed " + event.key());
        }

        @EventListener
        void onStatus(RegistryEvent.HealthStatusChanged event) {
            TOLD.add(event.from() + " -> " + event.to());
        }

        @EventListener
        void onOwn(InstanceRegisteredEvent<?> event) {
            TOLD.add("Spring Cloud: registered");
        }

        @EventListener
        void onHeartbeat(HeartbeatEvent event) {
            TOLD.add("Spring Cloud: look again");
        }
    }

    @Test
    void ofEveryKindArrive() {
        App.TOLD.clear();
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "ha.registry.renew-interval=500ms",
                "ha.registry.lease-duration=3s",
                "ha.registry.subscribe=stock")) {
            application.awaitRegistered("orders", Status.UP);
            Registrar registrar = application.bean(Registrar.class);
            Registration leaving = stock("leaving");
            // the last instance of a service would be kept when its lease ends
            registrar.register(stock("staying-on")).toCompletableFuture().join();
            registrar.register(leaving).toCompletableFuture().join();
            RunningApplication.await("registered", () -> App.TOLD.contains("registered stock"));
            registrar.update(leaving.key(), now -> now.withMetadata(Map.of("shelf", "7")));
            RunningApplication.await("changed", () -> App.TOLD.contains("changed stock/leaving"));
            registrar.deregister(leaving.key()).toCompletableFuture().join();
            // nobody renews this one
            application
                    .bean(Registry.class)
                    .register(List.of(stock("dying")))
                    .toCompletableFuture()
                    .join();
            RunningApplication.await("deregistered", () -> App.TOLD.contains("deregistered stock/leaving"));
            RunningApplication.await("expired", () -> App.TOLD.contains("expired stock/dying"));
        }
    }

    private static Registration stock(String id) {
        return Registrations.of("stock", id).at("127.0.0.1", id.length()).build();
    }

    @Test
    void arriveTypedInOrderAndAListenerThatThrowsKeepsThemFromNobody(CapturedOutput output) {
        App.TOLD.clear();
        try (RunningApplication application = RunningApplication.start(WebApplicationType.SERVLET, App.class)) {
            application.awaitRegistered("orders", Status.UP);
            RunningApplication.await("told of registration", () -> App.TOLD.contains("registered orders"));
            RunningApplication.await("told of our own", () -> App.TOLD.contains("Spring Cloud: registered"));
            RunningApplication.await("told to look again", () -> App.TOLD.contains("Spring Cloud: look again"));

            AvailabilityChangeEvent.publish(application.context(), ReadinessState.REFUSING_TRAFFIC);
            RunningApplication.await("told of the status", () -> App.TOLD.contains("UP -> DOWN"));

            assertThat(App.TOLD.indexOf("registered orders")).isLessThan(App.TOLD.indexOf("UP -> DOWN"));
            assertThat(App.TOLD.stream().filter("Spring Cloud: registered"::equals))
                    .hasSize(1);
            assertThat(output.getOut())
                    .contains("A listener of an HA event has thrown; the others are not affected")
                    .contains("I never listen");
        }
    }
}
