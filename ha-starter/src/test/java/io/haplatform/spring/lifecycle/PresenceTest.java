package io.haplatform.spring.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PresenceTest {

    private static final InstanceProfile.Endpoint HERE = new InstanceProfile.Endpoint(8080, 8081, "http");

    private final ManualTime time = new ManualTime();
    private final InMemoryRegistry registry = new InMemoryRegistry(
            time,
            LeasePolicy.DEFAULT,
            RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT);
    private final List<String> events = new ArrayList<>();
    private InstanceProfile.@Nullable Endpoint endpoint = HERE;
    private int endpointAsked;

    @BeforeEach
    void follow() {
        directory.start();
        directory.follow(List.of("orders"));
        time.run();
        directory.onEvent(event -> events.add(describe(event)));
    }

    @Test
    void isNotThereBeforeItIsReady() {
        Presence presence = presence("10.0.0.7");
        presence.readiness(false, "starting");
        time.advance(Duration.ofSeconds(5));

        assertThat(instances()).isEmpty();
        assertThat(presence.registration()).isNull();
    }

    @Test
    void registersOnceItIsReadyWithTheAddressItHasThen() {
        Presence presence = presence("10.0.0.7");
        presence.readiness(true, "");
        time.run();

        assertThat(instances()).singleElement().satisfies(own -> {
            assertThat(own.key().toString()).isEqualTo("orders/orders:10.0.0.7:8080");
            assertThat(own.registration().managementPort()).isEqualTo(8081);
        });
        assertThat(events).containsExactly("registered UP");
        assertThat(now(presence.answer())).isInstanceOf(Registered.Accepted.class);
    }

    @Test
    void isNeverThereWithoutAServer() {
        endpoint = null;
        Presence presence = presence("10.0.0.7");
        presence.readiness(true, "");
        time.advance(Duration.ofSeconds(5));

        assertThat(instances()).isEmpty();
    }

    @Test
    void publishesWhatReadinessSaysAndWhy() {
        Presence presence = ready();
        presence.readiness(false, "database is away");
        time.advance(Duration.ofMillis(200));
        presence.readiness(true, "");
        time.run();

        assertThat(events).containsExactly("registered UP", "UP -> DOWN database is away", "DOWN -> UP");
    }

    @Test
    void drainsWithoutSayingDownFirst() {
        Presence presence = ready();
        presence.readiness(false, "refuses traffic");
        presence.drain("shutdown");
        time.advance(Duration.ofSeconds(5));

        assertThat(events).containsExactly("registered UP", "UP -> DRAINING shutdown");
    }

    @Test
    void staysInDrainWhateverReadinessSays() {
        Presence presence = ready();
        presence.drain("shutdown");
        presence.readiness(true, "");
        time.advance(Duration.ofSeconds(5));

        assertThat(events).containsExactly("registered UP", "UP -> DRAINING shutdown");
    }

    @Test
    void comesBackWhenADrainIsTakenBack() {
        Presence presence = ready();
        presence.readiness(false, "refuses traffic");
        presence.drain("drained by an operator");
        presence.resume();
        presence.readiness(true, "");
        time.advance(Duration.ofSeconds(5));

        assertThat(events).containsExactly("registered UP", "UP -> DRAINING drained by an operator", "DRAINING -> UP");
    }

    @Test
    void isNotDownInBetweenWhenReadinessIsSlowToSayThatItIsBack() {
        Presence presence = ready();
        presence.drain("drained by an operator");
        presence.readiness(false, "refuses traffic");
        time.advance(Duration.ofSeconds(1));
        presence.resume();
        time.advance(Duration.ofMillis(150));
        presence.readiness(true, "");
        time.advance(Duration.ofSeconds(5));

        assertThat(events).containsExactly("registered UP", "UP -> DRAINING drained by an operator", "DRAINING -> UP");
    }

    @Test
    void isDownAfterADrainWhenThatIsWhatReadinessSays() {
        Presence presence = ready();
        presence.drain("drained by an operator");
        presence.resume();
        presence.readiness(false, "database is away");
        time.advance(Duration.ofSeconds(5));

        assertThat(events)
                .containsExactly(
                        "registered UP", "UP -> DRAINING drained by an operator", "DRAINING -> DOWN database is away");
    }

    @Test
    void saysEachTransitionOnceWithItsReason() {
        Logger log = (Logger) LoggerFactory.getLogger(Presence.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
        try {
            Presence presence = ready();
            presence.readiness(false, "database is away");
            time.advance(Duration.ofMillis(200));
            presence.readiness(false, "database is still away");
            time.advance(Duration.ofMillis(200));
            presence.readiness(true, "");
            presence.drain("shutdown");
            presence.withdraw();
            time.run();
        } finally {
            log.detachAppender(said);
        }

        String own = "orders/orders:10.0.0.7:8080 ";
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        own + "is ready and registers as UP: callers find it",
                        own + "UP -> DOWN (database is away): callers choose others until it is ready again",
                        own + "DOWN -> UP (ready again): callers choose it again",
                        own + "UP -> DRAINING (shutdown): callers choose others, and what still comes is served",
                        own + "DRAINING -> gone (its server has stopped): nobody finds it any more");
    }

    @Test
    void whatCannotBeRegisteredIsTriedOnceAndNotAtEveryGoodLook() {
        Presence presence = presence("no host at all");
        presence.readiness(true, "");
        time.run();
        assertThat(presence.answer().toCompletableFuture()).isCompletedExceptionally();
        int asked = endpointAsked;
        presence.readiness(true, "");
        time.run();

        assertThat(asked).isEqualTo(1);
        assertThat(endpointAsked).isEqualTo(1);
        assertThat(presence.registration()).isNull();
    }

    @Test
    void isGoneOnceItHasWithdrawnAndStaysGone() {
        Presence presence = ready();
        CompletableFuture<Void> gone = presence.withdraw().toCompletableFuture();
        time.run();
        assertThat(gone).isCompleted();

        presence.readiness(true, "");
        time.advance(Duration.ofSeconds(10));

        assertThat(instances()).isEmpty();
        assertThat(events).containsExactly("registered UP", "deregistered");
    }

    @Test
    void withdrawsAtOnceWhenItWasNeverThere() {
        CompletableFuture<Void> gone = presence("10.0.0.7").withdraw().toCompletableFuture();
        time.run();

        assertThat(gone).isCompleted();
    }

    @Test
    void goesOnTryingForAnIdThatALivingInstanceElsewhereHolds() {
        Presence first = presence("10.0.0.7", "the-id");
        first.readiness(true, "");
        time.run();
        Presence second = presence("10.0.0.8", "the-id");
        second.readiness(true, "");
        time.run();

        assertThat(now(second.answer())).isInstanceOfSatisfying(Registered.Held.class, held -> assertThat(held.holder())
                .isEqualTo("10.0.0.7:8080"));

        first.withdraw();
        time.advance(Duration.ofSeconds(6));
        assertThat(instances())
                .singleElement()
                .satisfies(own -> assertThat(own.registration().address()).isEqualTo("10.0.0.8:8080"));
    }

    private Presence ready() {
        Presence presence = presence("10.0.0.7");
        presence.readiness(true, "");
        time.run();
        return presence;
    }

    private Presence presence(String host) {
        return presence(host, null);
    }

    private Presence presence(String host, @Nullable String id) {
        Registrar registrar = new Registrar(
                registry,
                directory,
                LeasePolicy.DEFAULT,
                time,
                RandomGeneratorFactory.of("L64X128MixRandom").create(2),
                "process at " + host,
                RefusalProbe.NONE);
        registrar.start();
        InstanceProfile profile = new InstanceProfile("orders", id, host, 100, "", "", "", List.of(), Map.of());
        return new Presence(
                registrar,
                profile,
                () -> {
                    endpointAsked++;
                    return endpoint;
                },
                () -> "incarnation of " + host,
                time);
    }

    private List<Instance> instances() {
        return directory.view("orders").instances();
    }

    private static String describe(RegistryEvent event) {
        if (event instanceof RegistryEvent.HealthStatusChanged changed) {
            return (changed.from() + " -> " + changed.to() + " "
                            + changed.instance().reason())
                    .trim();
        }
        if (event instanceof RegistryEvent.ServiceRegistered registered) {
            return "registered " + registered.instance().status();
        }
        return event instanceof RegistryEvent.ServiceDeregistered ? "deregistered" : event.toString();
    }

    private static <T> T now(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture().getNow(null);
    }
}
