package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.RoundRobin.RoundRobinPicker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundRobinTest {

    private final RoundRobin algorithm = new RoundRobin();

    @ParameterizedTest(name = "{0} are served {1}")
    @CsvSource({"a, a a a a a a", "a b, a b a b a b", "a b c, a b c a b c", "a b c d, a b c d a b"})
    void givesEachItsTurn(String nodes, String expected) {
        Picker picker = algorithm.build(Picks.nodes(nodes), Picks.settings(Picks.ZERO), null);

        assertThat(Picks.sequence(picker, 6)).isEqualTo(expected);
    }

    @Test
    void beginsAtARandomTurn() {
        RandomGenerator four = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 4;
            }

            @Override
            public int nextInt(int bound) {
                return 4;
            }
        };

        assertThat(Picks.sequence(algorithm.build(Picks.nodes("a b c"), Picks.settings(four), null), 4))
                .isEqualTo("b c a b");
    }

    @Test
    void goesOnWhereItWasWhenItIsBuiltAgain() {
        List<Node> nodes = Picks.nodes("a b c");
        Picker first = algorithm.build(nodes, Picks.settings(Picks.ZERO), null);
        assertThat(Picks.sequence(first, 2)).isEqualTo("a b");

        assertThat(Picks.sequence(algorithm.build(nodes, Picks.settings(Picks.ZERO), first), 3))
                .isEqualTo("c a b");
    }

    @ParameterizedTest(name = "turn {0} and the five after it")
    @CsvSource({"2147483645, c a b c a b", "-3, b c a a b c"})
    void keepsItsSharesWhenTheCounterWraps(int turn, String expected) {
        Picker picker = new RoundRobinPicker(Picks.nodes("a b c").toArray(Node[]::new), new AtomicInteger(turn));

        assertThat(Picks.sequence(picker, 6)).isEqualTo(expected);
    }

    @Test
    void givesExactSharesUnderContention() throws Exception {
        Picker picker = algorithm.build(Picks.nodes("a b c d"), Picks.settings(Picks.ZERO), null);

        // long enough for the threads to run at the same time on a busy machine
        assertThat(Picks.byEightThreads(picker, 4, 2_000_000))
                .containsExactly(4_000_000, 4_000_000, 4_000_000, 4_000_000);
    }
}
