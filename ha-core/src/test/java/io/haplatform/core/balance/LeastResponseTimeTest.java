package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastResponseTimeTest {

    private static final long TIMEOUT = 3_000_000_000L;

    @ParameterizedTest(name = "{0}, answering in {1} ms, with {2} in flight: {3}")
    @CsvSource({
        "a b, 10 40, 0 0, a",
        "a b, 10 40, 2 0, a",
        "a b, 10 40, 4 0, b",
        "a b c, 30 20 25, 0 0 0, b",
        "a b c, 30 20 25, 0 1 0, c",
        "a:300 b, 25 10, 0 0, a",
        "a:300 b, 35 10, 0 0, b",
        "a:300 b, 10 10, 1 0, a"
    })
    void givesTheCallToWhoWillAnswerFirst(String ids, String millis, String inFlight, String expected) {
        List<Node> nodes = Picks.nodes(ids);
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).succeeded(0, 1_000_000 * number(millis, i));
        }
        long now = nodes.stream().mapToLong(node -> 40_000_000).max().orElseThrow();
        for (int i = 0; i < nodes.size(); i++) {
            for (int attempt = 0; attempt < number(inFlight, i); attempt++) {
                nodes.get(i).begin(now, TIMEOUT);
            }
        }
        Picker picker = picker(nodes);

        assertThat(Picks.shares(() -> picker.pick(() -> now), 1000)).containsOnlyKeys(expected);
    }

    @Test
    void triesWhoNobodyKnowsOnceAndWaitsForTheAnswer() {
        List<Node> nodes = Picks.nodes("a b c");
        nodes.get(0).succeeded(0, 10_000_000);
        Picker picker = picker(nodes);

        assertThat(picked(picker, 10, 6)).matches("(b c|c b) a a a a");

        nodes.get(1).succeeded(0, 11_000_000);
        nodes.get(1).end();
        assertThat(picked(picker, 11, 2)).as("a has four in flight, b none").isEqualTo("b b");
    }

    @Test
    void spreadsTheFirstCallsOfAllOverAllOfThem() {
        Picker picker = picker(Picks.nodes("a b c d"));

        assertThat(picked(picker, 0, 8).split(" ", -1))
                .containsExactlyInAnyOrder("a", "b", "c", "d", "a", "b", "c", "d");
    }

    @Test
    void comesBackToWhoWasSlow() {
        List<Node> nodes = Picks.nodes("a b");
        nodes.get(0).succeeded(0, 50_000_000);
        Picker picker = picker(nodes);
        for (long second = 1; second < 40; second++) {
            long now = second * 1_000_000_000;
            nodes.get(1).succeeded(now - 10_000_000, now);
            Node next = Objects.requireNonNull(picker.pick(() -> now));
            // 50 ms have faded to 10 after 16 seconds
            assertThat(next.key().id()).as("after %d s", second).isEqualTo(second <= 16 ? "b" : "a");
        }
    }

    private static Picker picker(List<Node> nodes) {
        return new LeastResponseTime().build(nodes, Picks.settings(new Random(42)), null);
    }

    private static String picked(Picker picker, long millis, int count) {
        return Picks.sequence(
                () -> {
                    Node node = Objects.requireNonNull(picker.pick(() -> millis * 1_000_000));
                    node.begin(millis * 1_000_000, TIMEOUT);
                    return node;
                },
                count);
    }

    private static long number(String list, int index) {
        return Long.parseLong(list.split(" ", -1)[index]);
    }
}
