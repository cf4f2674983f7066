package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadBoundTest {

    @ParameterizedTest(name = "{0} nodes, weights up to {1}, factor {2}, seed {3}")
    @CsvSource({
        "10, 1, 1.25, 1",
        "10, 5, 1.25, 2",
        "3, 1, 1.01, 3",
        "64, 3, 1.25, 4",
        "5, 1, 2.5, 5",
        "300, 3, 1.25, 6",
        "1000, 1, 1.25, 7"
    })
    void letsNoNodeHaveMoreThanItsBoundEver(int n, int weights, double factor, long seed) {
        Random random = new Random(seed);
        List<Node> nodes = IntStream.range(0, n)
                .mapToObj(i -> new Node(Services.instance("orders", "n" + i + ":" + (1 + random.nextInt(weights)))))
                .toList();
        int sum = nodes.stream().mapToInt(Node::weight).sum();
        Picker picker = picker(nodes, factor);
        List<Node> open = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            // two of three begin until there are many, then two of three end
            boolean grows = (i / 5_000) % 2 == 0;
            if (open.isEmpty() || (random.nextInt(3) == 0) != grows) {
                // a call every two milliseconds: for each the calls in flight are counted anew
                Node node = picked(picker, zipf(random), i * 2_097_152L);
                node.begin(0, 0);
                open.add(node);
                double bound = Math.ceil(factor * open.size() * node.weight() / sum);
                assertThat(node.inFlight()).isLessThanOrEqualTo(Math.max(8, (int) bound));
            } else {
                open.remove(random.nextInt(open.size())).end();
            }
        }
    }

    @Test
    void spreadsAHotKeyOverAsFewAsItMay() {
        List<Node> nodes = Picks.nodes("a b c d e f g h i j");
        Picker picker = picker(nodes, 1.25);
        // 40 calls of other keys, four at each
        nodes.forEach(node -> IntStream.range(0, 4).forEach(i -> node.begin(0, 0)));

        Set<Node> served = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Node node = picked(picker, 1, 0);
            node.begin(0, 0);
            served.add(node);
        }

        // bounds of 6 to 8 leave room for 2 to 4 at each
        assertThat(served).hasSizeBetween(5, 9);
    }

    @Test
    void comesBackToItsNodeWhenThereIsRoom() {
        List<Node> nodes = Picks.nodes("a b c d");
        Picker picker = picker(nodes, 1.25);
        Node own = picked(picker, 1, 0);
        IntStream.range(0, 8).forEach(i -> own.begin(0, 0));

        Node other = picked(picker, 1, 0);
        assertThat(other).isNotSameAs(own);
        assertThat(picked(picker, 1, 0)).isSameAs(other);

        own.end();
        assertThat(picked(picker, 1, 0)).isSameAs(own);
    }

    @Test
    void countsTheCallsToManyNodesOnceInAMillisecond() {
        List<Node> nodes = IntStream.range(0, 65)
                .mapToObj(i -> new Node(Services.instance("orders", "n" + i)))
                .toList();
        Picker picker = picker(nodes, 1.25);
        long now = 5_000_000_000L;
        Node own = picked(picker, 1, now);
        IntStream.range(0, 8).forEach(i -> own.begin(0, 0));
        assertThat(picked(picker, 1, now)).isNotSameAs(own);
        nodes.forEach(node -> IntStream.range(0, 99).forEach(i -> node.begin(0, 0)));
        nodes.forEach(Node::end);

        // 98 in flight at each and 8 more at its own: by the new count there is room
        assertThat(picked(picker, 1, now)).isNotSameAs(own);
        assertThat(picked(picker, 1, now + 2_097_152)).isSameAs(own);
    }

    @Test
    void hasNoBoundWithoutAFactor() {
        List<Node> nodes = Picks.nodes("a b c d");
        Picker picker = picker(nodes, 0);
        Node own = picked(picker, 1, 0);
        IntStream.range(0, 1_000).forEach(i -> own.begin(0, 0));

        assertThat(picked(picker, 1, 0)).isSameAs(own);
    }

    @Test
    void prefersAFullNodeToNone() {
        List<Node> nodes = Picks.nodes("a b");
        Picker picker = picker(nodes, 1.25);
        nodes.get(0).avoid();
        IntStream.range(0, 10).forEach(i -> nodes.get(1).begin(0, 0));

        assertThat(picked(picker, 1, 0)).isSameAs(nodes.get(1));
    }

    @Test
    void prefersTheIdlestOfFullNodes() {
        List<Node> nodes = Picks.nodes("a:1 b:1 c:1000");
        Picker picker = picker(nodes, 1.25);
        nodes.get(2).avoid();
        IntStream.range(0, 12).forEach(i -> nodes.get(0).begin(0, 0));
        IntStream.range(0, 11).forEach(i -> nodes.get(1).begin(0, 0));

        for (int key = 0; key < 20; key++) {
            assertThat(picked(picker, key, 0)).isSameAs(nodes.get(1));
        }
    }

    private static Node picked(Picker picker, int key, long nanos) {
        return Objects.requireNonNull(picker.pick(Keyed.path("/" + key).at(nanos)));
    }

    /** Few keys have most of the calls: the k-th as many as the first by k to the power of 1.1. */
    private static int zipf(Random random) {
        return (int) Math.min(1_000_000, Math.pow(random.nextDouble(), -1 / 0.1));
    }

    private static Picker picker(List<Node> nodes, double factor) {
        HashPolicy policy = new HashPolicy("path", factor, false, false);
        return KeyHash.url()
                .build(nodes, new Settings("orders", new BalancePolicy("URL_HASH").with(policy), Picks.ZERO), null);
    }
}
