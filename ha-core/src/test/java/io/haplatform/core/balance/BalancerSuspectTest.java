package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a balancer picks while some are avoided or suspect. */
class BalancerSuspectTest extends BalancerRules {

    private final Balancers balancers =
            new Balancers(services, time, Picks.ZERO, List.of(), service -> BalancePolicy.DEFAULT);

    @Test
    void readmitsANode() {
        Balancer balancer = quiet("a", "b");
        Node b = balancer.nodes().get(1);
        balancer.avoid(b);
        time.advance(Duration.ofSeconds(1));

        balancer.readmit(b);
        time.advance(Duration.ofSeconds(1));

        assertThat(picks(balancer, 4)).isIn("a b a b", "b a b a");
    }

    @Test
    void picksAvoidedNodesWhenThereIsNoOther() {
        Balancer balancer = quiet("a", "b");
        balancer.nodes().forEach(balancer::avoid);
        assertThat(picks(balancer, 4).split(" ", -1)).as("before compilation").containsOnly("a", "b");

        time.advance(Duration.ofSeconds(1));
        assertThat(picks(balancer, 4)).as("after it").isIn("a b a b", "b a b a");

        services.set("orders", "a", "b", "c");
        time.advance(Duration.ofSeconds(1));
        assertThat(picks(balancer, 4)).isEqualTo("c c c c");
    }

    @Test
    void anInstanceTheRegistrySuspectsIsBetterThanOneThatJustFailedHere() {
        Balancer balancer = quiet("a", "b:SUSPECT");
        balancer.avoid(balancer.nodes().get(0));
        time.advance(Duration.ofSeconds(1));

        assertThat(picks(balancer, 4)).isEqualTo("b b b b");
    }

    @Test
    void aNewIncarnationIsBornInnocent() {
        Balancer balancer = quiet("a#1", "b#1");
        balancer.avoid(balancer.nodes().get(0));

        services.set("orders", "a#2", "b#1");
        time.advance(Duration.ofSeconds(1));

        assertThat(picks(balancer, 4).split(" ", -1)).containsOnly("a", "b");
    }

    @Test
    void keepsTheTurnOfTheSoundWhileTheyAreAway() {
        Balancer balancer = quiet("a", "b", "c");
        picks(balancer, 1);
        services.set("orders", "a:0", "b:0", "c:0");
        time.advance(Duration.ofSeconds(1));
        services.set("orders", "a", "b", "c");
        time.advance(Duration.ofSeconds(1));

        assertThat(picks(balancer, 3)).isEqualTo("b c a");
    }

    @Override
    Balancers balancers() {
        return balancers;
    }
}
