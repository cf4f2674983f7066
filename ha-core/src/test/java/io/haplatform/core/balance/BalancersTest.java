package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.time.ManualTime;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancersTest {

    private final ManualTime time = new ManualTime();
    private final Services services = new Services();

    @ParameterizedTest
    @ValueSource(strings = {"ROUND_ROBIN", "round_robin", "round-robin", "Round-Robin", " round-robin "})
    void namesOfAlgorithmsAreReadInAnyCaseAndWithDashes(String name) {
        assertThat(new BalancePolicy(name)).isEqualTo(BalancePolicy.DEFAULT);
    }

    @Test
    void aNameThatIsNoneIsRefusedInOneSentence() {
        assertThatThrownBy(() -> new BalancePolicy("round robin!"))
                .hasMessage("strategy must be the name of an algorithm, such as ROUND_ROBIN, but is 'round robin!'");
    }

    @Test
    void aStrategyNobodyOffersIsRefusedWithTheNamesThatAre() {
        Balancers balancers = balancers(List.of(), "fastest");

        assertThatThrownBy(() -> balancers.of("orders"))
                .hasMessage(
                        "strategy of service 'orders' must be one of ADAPTIVE, CONSISTENT_HASH, IP_HASH, LEAST_CONNECTIONS, LEAST_RESPONSE_TIME, RANDOM, ROUND_ROBIN, URL_HASH, WEIGHTED_ROUND_ROBIN but is 'FASTEST'");
    }

    @Test
    void anAlgorithmOfTheApplicationIsUsedByItsName() {
        services.set("orders", "a", "b");
        Balancers balancers = balancers(List.of(new First("my-own")), "my_own");

        assertThat(balancers.algorithms())
                .containsExactly(
                        "ADAPTIVE",
                        "CONSISTENT_HASH",
                        "IP_HASH",
                        "LEAST_CONNECTIONS",
                        "LEAST_RESPONSE_TIME",
                        "MY_OWN",
                        "RANDOM",
                        "ROUND_ROBIN",
                        "URL_HASH",
                        "WEIGHTED_ROUND_ROBIN");
        assertThat(Picks.sequence(() -> balancers.of("orders").pick(CallContext.NONE), 3))
                .isEqualTo("a a a");
    }

    @Test
    void twoAlgorithmsOfOneNameAreRefused() {
        assertThatThrownBy(() -> balancers(List.of(new First("round-robin")), "ROUND_ROBIN"))
                .hasMessage(
                        "name of the algorithm io.haplatform.core.balance.BalancersTest$First must be its own but is"
                                + " 'round-robin', which io.haplatform.core.balance.RoundRobin has");
    }

    @Test
    void aServiceHasOneBalancer() throws Exception {
        services.set("orders", "a");
        Balancers balancers = balancers(List.of(), "ROUND_ROBIN");

        assertThat(Picks.inParallel(8, () -> balancers.of("orders")).stream().distinct())
                .hasSize(1);
        assertThat(balancers.all()).hasSize(1);
        assertThat(services.listeners("orders")).isEqualTo(1);
    }

    @Test
    void aServiceWithoutAProperNameIsRefused() {
        assertThatThrownBy(() -> balancers(List.of(), "RANDOM").of("or ders"))
                .hasMessageStartingWith("service name must be");
    }

    private Balancers balancers(List<Algorithm> extra, String algorithm) {
        return new Balancers(services, time, new Random(1), extra, service -> new BalancePolicy(algorithm));
    }

    private record First(String name) implements Algorithm {

        @Override
        public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
            return call -> nodes.get(0);
        }
    }
}
