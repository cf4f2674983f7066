package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight threads pick and end attempts in every way there is: nothing is lost. */
class NodeRaceTest {

    private static final int EACH = 200_000;

    @ParameterizedTest
    @ValueSource(strings = {"LEAST_CONNECTIONS", "LEAST_RESPONSE_TIME", "ADAPTIVE"})
    void countersAreExactAfterwards(String name) throws Exception {
        List<Node> nodes = Picks.nodes("a b c d");
        Algorithm algorithm = List.of(new LeastConnections(), new LeastResponseTime(), new Adaptive()).stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        Picker picker = algorithm.build(
                nodes, Picks.settings(() -> ThreadLocalRandom.current().nextLong()), null);
        AtomicInteger seeds = new AtomicInteger();

        List<Integer> failed = Picks.inParallel(8, () -> {
            SplittableRandom fate = new SplittableRandom(seeds.incrementAndGet());
            int failures = 0;
            for (int i = 0; i < EACH; i++) {
                Node node = Objects.requireNonNull(picker.pick(() -> 0));
                node.begin(0, 1_000);
                int drawn = fate.nextInt(10);
                if (drawn < 6) {
                    node.succeeded(0, 0);
                } else if (drawn < 8) {
                    node.failed(0, 0, 0);
                    failures++;
                }
                node.end();
            }
            return failures;
        });

        assertThat(nodes).allSatisfy(node -> assertThat(node.inFlight()).isZero());
        assertThat(nodes.stream().mapToInt(Node::begun).sum()).isEqualTo(8 * EACH);
        assertThat(nodes.stream().mapToDouble(node -> node.failures().count(0)).sum())
                .isEqualTo(failed.stream().mapToInt(Integer::intValue).sum());
    }
}
