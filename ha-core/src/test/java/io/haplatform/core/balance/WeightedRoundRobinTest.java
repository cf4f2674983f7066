package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.WeightedRoundRobin.WeightedPicker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightedRoundRobinTest {

    private final WeightedRoundRobin algorithm = new WeightedRoundRobin();

    @ParameterizedTest(name = "{0} are served {1}")
    @CsvSource({
        "a b c, a b c a b c a b",
        "a:3 b:1, a a b a a a b a",
        "a:500 b:100 c:100, a a b a c a a a",
        "a, a a a a a a a a"
    })
    void servesWeightsSmoothly(String nodes, String expected) {
        Picker picker = algorithm.build(Picks.nodes(nodes), Picks.settings(Picks.ZERO), null);

        assertThat(Picks.sequence(picker, 8)).isEqualTo(expected);
    }

    @Test
    void goesOnWhereItWasWhenWeightsChange() {
        Picker first = algorithm.build(Picks.nodes("a:3 b:1"), Picks.settings(Picks.ZERO), null);
        assertThat(Picks.sequence(first, 2)).isEqualTo("a a");

        Picker second = algorithm.build(Picks.nodes("a:1 b:3"), Picks.settings(Picks.ZERO), first);

        // b a b b from the third turn on
        assertThat(Picks.sequence(second, 4)).isEqualTo("b b b a");
    }

    @Test
    void staysAsItIsWhenNothingHasChanged() {
        List<Node> nodes = Picks.nodes("a:3 b:1");
        Picker first = algorithm.build(nodes, Picks.settings(Picks.ZERO), null);

        assertThat(algorithm.build(List.copyOf(nodes), Picks.settings(Picks.ZERO), first))
                .isSameAs(first);
    }

    @Test
    void servesTheNewStartOfAnInstanceInPlaceOfTheOld() {
        Picker first = algorithm.build(Picks.nodes("a:3 b:1"), Picks.settings(Picks.ZERO), null);
        List<Node> restarted = Picks.nodes("a:3#2 b:1#2");

        Picker second = algorithm.build(restarted, Picks.settings(Picks.ZERO), first);

        assertThat(second.pick(CallContext.NONE)).isSameAs(restarted.get(0));
    }

    @ParameterizedTest(name = "turn {0} and the five after it")
    @CsvSource({"2147483645, a b a a a b", "-3, a b a a a b"})
    void keepsItsSharesWhenTheCounterWraps(int turn, String expected) {
        Picker picker = new WeightedPicker(Picks.nodes("a:3 b:1"), new int[] {3, 1}, new AtomicInteger(turn));

        assertThat(Picks.sequence(picker, 6)).isEqualTo(expected);
    }

    @Test
    void givesExactSharesUnderContention() throws Exception {
        Picker picker = algorithm.build(Picks.nodes("a:500 b:200 c:100"), Picks.settings(Picks.ZERO), null);

        // long enough for the threads to run at the same time on a busy machine
        assertThat(Picks.byEightThreads(picker, 3, 2_000_000)).containsExactly(10_000_000, 4_000_000, 2_000_000);
    }
}
