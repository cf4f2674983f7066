package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.registry.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class BalancerTest extends BalancerRules {

    private final Counting counting = new Counting();
    private BalancePolicy policy = BalancePolicy.DEFAULT;
    private final Balancers balancers =
            new Balancers(services, time, Picks.ZERO, List.of(counting, new Last(), new Broken()), service -> policy);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Balancer.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Balancer.class)).detachAppender(log);
    }

    @ParameterizedTest(name = "{0} are served {1}")
    @CsvSource({
        "a b c, a b c a b c",
        "a:1000 b:1, a b a b a b",
        "a b:0 c, a c a c a c",
        "a b:DRAINING c:MAINTENANCE d:DOWN e:STARTING f, a f a f a f",
        "a b:SUSPECT, a a a a a a",
        "a:SUSPECT b:SUSPECT, a b a b a b",
        "a:SUSPECT b:DRAINING, a a a a a a",
        "a:DRAINING b:0 c:MAINTENANCE, - - - - - -",
        "a:0 b:0, - - - - - -"
    })
    void givesCallsToThoseThatMayHaveThem(String instances, String expected) {
        services.set("orders", instances.split(" ", -1));

        assertThat(picks(balancers.of("orders"), 6)).isEqualTo(expected);
    }

    @Test
    void saysForEachInstanceWhyItCannotBePicked() {
        services.set("orders", "a:DRAINING", "b:0", "c:MAINTENANCE");

        assertThatThrownBy(() -> balancers.of("orders").require(CallContext.NONE))
                .isInstanceOf(NoInstanceException.class)
                .hasMessage("No instance of service 'orders' can take the call: a is DRAINING (eligible),"
                        + " b has weight 0 (eligible), c is MAINTENANCE (eligible)");
    }

    @Test
    void saysThatAServiceHasNoInstances() {
        services.set("orders");

        assertThatThrownBy(() -> balancers.of("orders").require(CallContext.NONE))
                .hasMessage("No instance of service 'orders' is registered");
    }

    @Test
    void saysThatNobodyKnowsYetWhetherThereAreInstances() {
        assertThatThrownBy(() -> balancers.of("orders").require(CallContext.NONE))
                .hasMessage("No instance of service 'orders' is known: the registry has not answered since this process"
                        + " first asked for it");
    }

    @Test
    void isKnownOnceTheFirstLookupIsAnsweredAndCompiled() {
        Balancer balancer = balancers.of("orders");
        List<String> picked = new ArrayList<>();
        balancer.known().thenRun(() -> picked.add(picks(balancer, 2)));
        time.run();
        assertThat(balancer.isKnown()).isFalse();

        services.set("orders", "a", "b");
        time.run();

        assertThat(balancer.isKnown()).isTrue();
        assertThat(picked).containsExactly("a b");
    }

    @Test
    void aLookupThatIsLateDoesNotBringBackAnOlderView() {
        Balancer balancer = balancers.of("orders");
        CompletableFuture<ServiceView> lookup = services.lookup("orders").toCompletableFuture();
        services.tell("orders", "a", "b");

        lookup.complete(new ServiceView("orders", true, 0, List.of(Services.instance("orders", "a"))));
        time.run();

        assertThat(balancer.nodes()).hasSize(2);
    }

    @Test
    void waitsNoLongerForAnAnswerThanTheLookupDoes() {
        Balancer balancer = balancers.of("orders");
        services.giveUp("orders");
        time.run();

        assertThat(balancer.isKnown()).isTrue();
        assertThat(balancer.pick(CallContext.NONE)).isNull();
    }

    @Test
    void compilesAtOnceOnAQuietService() {
        Balancer balancer = quiet("a", "b");

        services.set("orders", "a", "b", "c");
        time.run();

        assertThat(balancer.nodes()).hasSize(3);
        assertThat(counting.builds).isEqualTo(1);
    }

    @Test
    void compilesOnceInFiftyMillisecondsUnderChurn() {
        Balancer balancer = quiet("a");
        for (int change = 0; change < 99; change++) {
            services.set("orders", "a:" + (change + 1));
            time.advance(Duration.ofMillis(1));
        }
        assertThat(counting.builds).isEqualTo(2);
        assertThat(balancer.nodes().get(0).weight()).isEqualTo(50);

        time.advance(Duration.ofMillis(1));

        assertThat(counting.builds).isEqualTo(3);
        assertThat(balancer.nodes().get(0).weight()).isEqualTo(99);
        time.advance(Duration.ofSeconds(10));
        assertThat(counting.builds).as("and never without a change").isEqualTo(3);
    }

    @Test
    void avoidsANodeBeforeAnythingIsCompiled() {
        Balancer balancer = quiet("a", "b", "c");
        Node b = balancer.nodes().get(1);

        assertThat(balancer.avoid(b)).isTrue();
        assertThat(balancer.avoid(b)).isFalse();

        assertThat(counting.builds).isZero();
        assertThat(picks(balancer, 4)).isEqualTo("a c a c");
        time.advance(Duration.ofSeconds(1));
        assertThat(counting.first).extracting(node -> node.key().id()).containsExactly("a", "c");
        assertThat(picks(balancer, 4)).doesNotContain("b");
    }

    @Test
    void saysOnceThatThereIsNobodyAndOnceThatThereIsAgain() {
        quiet("a:0", "b:0");
        for (int i = 0; i < 3; i++) {
            services.set("orders", "a:0", "b:DRAINING", "c:0");
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(messages())
                .containsExactly("No instance of service 'orders' can take the call: a has weight 0 (eligible),"
                        + " b has weight 0 (eligible); calls fail until one is there");

        services.set("orders", "a:1");
        time.advance(Duration.ofSeconds(1));

        assertThat(messages()).hasSize(2).last().isEqualTo("Service 'orders' has an eligible instance again");
    }

    @Test
    void saysNothingOfAServiceThatHasHadNobodyYet() {
        balancers.of("orders");
        services.set("orders");
        time.advance(Duration.ofSeconds(1));

        assertThat(messages()).isEmpty();
    }

    @Test
    void knowsWhichStartOfAnInstanceTheRegistryLists() {
        Balancer balancer = quiet("a#1");
        Node a = balancer.nodes().get(0);
        assertThat(balancer.lists(a)).isTrue();

        services.set("orders", "a#2");
        time.run();

        assertThat(balancer.lists(a)).isFalse();
    }

    @Test
    void changesItsAlgorithmWhenThePolicyChanges() {
        Balancer balancer = quiet("a", "b", "c");
        policy = new BalancePolicy("last");

        balancers.refresh();
        time.advance(Duration.ofSeconds(1));

        assertThat(balancer.policy()).isEqualTo(new BalancePolicy("LAST"));
        assertThat(picks(balancer, 3)).isEqualTo("c c c");
    }

    @Test
    void keepsItsAlgorithmWhenThePolicyNamesNone() {
        Balancer balancer = quiet("a", "b", "c");
        policy = new BalancePolicy("fastest");

        balancers.refresh();
        time.advance(Duration.ofSeconds(1));
        balancers.refresh();
        time.advance(Duration.ofSeconds(1));

        assertThat(balancer.policy()).isEqualTo(new BalancePolicy("counting"));
        assertThat(messages())
                .containsExactly("strategy of service 'orders' must be one of "
                        + String.join(", ", balancers.algorithms()) + " but is 'FASTEST'; it stays COUNTING");
    }

    @Test
    void servesInTurnWhileAnAlgorithmIsBroken() {
        Balancer balancer = quiet("a", "b");
        policy = new BalancePolicy("broken");

        balancers.refresh();
        time.advance(Duration.ofSeconds(1));

        assertThat(picks(balancer, 3)).isEqualTo("a b a");
    }

    @Test
    void followsNobodyOnceItIsClosed() {
        Balancer balancer = quiet("a");
        assertThat(services.listeners("orders")).isEqualTo(1);

        balancers.close();

        assertThat(services.listeners("orders")).isZero();
        assertThat(picks(balancer, 2)).isEqualTo("a a");
    }

    @Override
    Balancers balancers() {
        return balancers;
    }

    @Override
    Balancer quiet(String... instances) {
        policy = new BalancePolicy("counting");
        Balancer balancer = super.quiet(instances);
        counting.builds = 0;
        return balancer;
    }

    private List<String> messages() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Round robin that counts how often it was built for sound nodes. */
    private static final class Counting implements Algorithm {

        private int builds;
        private List<Node> first = List.of();

        @Override
        public String name() {
            return "COUNTING";
        }

        @Override
        public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
            if (builds++ == 0) {
                first = nodes;
            }
            return new RoundRobin().build(nodes, settings, previous);
        }
    }

    private static final class Last implements Algorithm {

        @Override
        public String name() {
            return "last";
        }

        @Override
        public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
            return call -> nodes.get(nodes.size() - 1);
        }
    }

    private static final class Broken implements Algorithm {

        @Override
        public String name() {
            return "BROKEN";
        }

        @Override
        public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
            throw new IllegalStateException("planted");
        }
    }
}
