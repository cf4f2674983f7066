package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Traffic.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One instance is heavier than all the others, which weigh 100; there are too many to look at each for a call. Its fair
 * share is 0.345 of twenty and 0.092 of a hundred. By response time alone it has less where calls are few: what the
 * others cost fades between theirs.
 */
class HeavyNodeTest {

    private final Traffic traffic = new Traffic();

    @ParameterizedTest(name = "{0}, {1} nodes, one of weight {2}, {3} calls a second: {4}")
    @CsvSource({
        "LEAST_CONNECTIONS, 20, 1000, 100, 0.345",
        "LEAST_CONNECTIONS, 20, 1000, 3000, 0.345",
        "LEAST_CONNECTIONS, 100, 1000, 100, 0.092",
        "LEAST_CONNECTIONS, 100, 1000, 3000, 0.092",
        "LEAST_RESPONSE_TIME, 20, 1000, 100, 0.2",
        "LEAST_RESPONSE_TIME, 20, 1000, 3000, 0.345",
        "LEAST_RESPONSE_TIME, 100, 1000, 100, 0.04",
        "LEAST_RESPONSE_TIME, 100, 1000, 3000, 0.06",
        "ADAPTIVE, 20, 1000, 100, 0.345",
        "ADAPTIVE, 20, 1000, 3000, 0.345",
        "ADAPTIVE, 100, 1000, 100, 0.092",
        "ADAPTIVE, 100, 1000, 3000, 0.092"
    })
    void getsAboutTheShareThatItsWeightSays(String name, int count, int weight, int perSecond, double share) {
        List<Node> nodes = Picks.nodes("heavy:" + weight + " "
                + IntStream.range(1, count).mapToObj(i -> "n" + i).collect(Collectors.joining(" ")));
        Algorithm algorithm =
                switch (name) {
                    case "ADAPTIVE" -> new Adaptive();
                    case "LEAST_CONNECTIONS" -> new LeastConnections();
                    default -> new LeastResponseTime();
                };
        Picker picker = algorithm.build(nodes, Picks.settings(new Random(1)), null);

        traffic.run(
                picker,
                perSecond,
                Duration.ofMillis(60_000_000 / Math.max(perSecond, 1000)),
                (id, second) -> Ending.success(10_000));

        assertThat((double) traffic.calls("heavy") / traffic.calls()).isCloseTo(share, Offset.offset(0.2 * share));
    }
}
