package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastConnectionsTest {

    @ParameterizedTest(name = "{0} with {1} in flight: {2}")
    @CsvSource({
        "a b, 0 1, a",
        "a b, 1 0, b",
        "a b c, 2 1 3, b",
        "a:300 b, 2 1, a",
        "a:300 b, 3 0, b",
        "a:1000 b:1, 999 1, a",
        "a b:SUSPECT c, 5 4 6, b"
    })
    void givesTheCallToWhoHasTheFewestForItsWeight(String nodes, String inFlight, String expected) {
        Picker picker = picker(busy(nodes, inFlight));

        assertThat(Picks.shares(picker, 1000)).containsOnlyKeys(expected);
    }

    @Test
    void ofTwoAndOneBusyItIsAlwaysTheOther() {
        // drawing with replacement gives the busy one a quarter: Envoy's least request does
        assertThat(Picks.shares(picker(busy("a b", "1 0")), 100)).containsOnlyKeys("b");
    }

    @Test
    void chanceDecidesAmongTheEquallyBusy() {
        int[] counts = Picks.shares(picker(busy("a b c d e", "1 0 0 1 0")), 300_000).values().stream()
                .mapToInt(Integer::intValue)
                .toArray();

        assertThat(counts).hasSize(3);
        double chiSquare = IntStream.of(counts)
                .mapToDouble(count -> Math.pow(count - 100_000, 2) / 100_000)
                .sum();
        // 2 degrees of freedom: above 13.8 in one of a thousand honest draws, and this one is always the same
        assertThat(chiSquare).isLessThan(13.8);
    }

    @ParameterizedTest(name = "idle, {0}: a gets {1}")
    @CsvSource({"a b, 0.5", "a:300 b, 0.833", "a:10 b c d e, 0.02", "a:1000 b:10, 0.995", "a:10 b:1000, 0.005"})
    void aHeavierOneIsLikelierAndALighterOneIsNotForgotten(String nodes, double share) {
        Picker picker = picker(Picks.nodes(nodes));

        assertThat(Picks.shares(picker, 200_000).getOrDefault("a", 0) / 200_000.0)
                .isCloseTo(share, Offset.offset(0.1 * share))
                .isCloseTo(share, Offset.offset(0.01));
    }

    @Test
    void ofManyTheLessBusyOfTwoDrawnByChanceIsTaken() {
        List<Node> nodes = many(20);
        nodes.stream().skip(1).forEach(node -> node.begin(0, 0));

        // n0 is among the two in 2 of 20 draws, and then it wins
        assertThat(Picks.shares(picker(nodes), 100_000).getOrDefault("n0", 0) / 100_000.0)
                .isCloseTo(0.1, Offset.offset(0.005));
    }

    @Test
    void theTwoAreNeverTheSame() {
        List<Node> nodes = many(17);
        nodes.get(3).begin(0, 0);

        assertThat(Picks.shares(picker(nodes), 100_000)).hasSize(16).doesNotContainKey("n3");
    }

    @Test
    void allAreLookedAtUpToSixteen() {
        List<Node> nodes = many(16);
        nodes.stream().skip(1).forEach(node -> node.begin(0, 0));

        assertThat(Picks.shares(picker(nodes), 1000)).containsOnlyKeys("n0");
    }

    @ParameterizedTest(name = "of {0}")
    @CsvSource({"3", "17"})
    void whoIsUnusableOrWasTriedIsLeftOut(int count) {
        List<Node> nodes = many(count);
        nodes.stream().skip(3).forEach(node -> node.begin(0, 0));
        nodes.get(0).avoid();
        CallContext call = new CallContext() {
            @Override
            public long nowNanos() {
                return 0;
            }

            @Override
            public boolean hasTried(Node node) {
                return node == nodes.get(1);
            }
        };

        Picker picker = picker(nodes);

        assertThat(Picks.shares(() -> new Pool(picker, nodes, new Random(1)).pick(call), 1000))
                .containsKey("n2")
                .doesNotContainKeys("n0", "n1");
    }

    private static Picker picker(List<Node> nodes) {
        return new LeastConnections().build(nodes, Picks.settings(new Random(42)), null);
    }

    private static List<Node> many(int count) {
        return Picks.nodes(IntStream.range(0, count).mapToObj(i -> "n" + i).collect(Collectors.joining(" ")));
    }

    private static List<Node> busy(String ids, String inFlight) {
        List<Node> nodes = Picks.nodes(ids);
        String[] counts = inFlight.split(" ", -1);
        for (int i = 0; i < counts.length; i++) {
            for (int attempt = 0; attempt < Integer.parseInt(counts[i]); attempt++) {
                nodes.get(i).begin(0, 0);
            }
        }
        return nodes;
    }
}
