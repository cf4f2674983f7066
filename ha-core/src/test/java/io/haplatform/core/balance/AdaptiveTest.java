package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveTest {

    private static final long NOW = 1_000_000_000;

    @ParameterizedTest(name = "{0}, answering in {1} ms, with {2} in flight, {3} failed: {4}")
    @CsvSource({
        "a b, 10 10, 0 2, 0 0, a",
        "a b, 10 80, 0 0, 0 0, a",
        "a b, 10 30, 3 0, 0 0, b",
        "a b, 10 300, 3 0, 0 0, a",
        "a:300 b, 10 10, 5 3, 0 0, a",
        "a b, 10 1, 0 0, 0 1, a",
        "a b, 10 1, 8 0, 0 1, a",
        "a b, 10 1, 30 0, 0 1, b",
        "a b, 10 10, 0 0, 3 1, b"
    })
    void weighsSeveralThingsTogether(String ids, String millis, String inFlight, String failed, String expected) {
        List<Node> nodes = Picks.nodes(ids);
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            node.succeeded(NOW - 1_000_000 * number(millis, i), NOW);
            for (int n = 0; n < number(failed, i); n++) {
                node.failed(NOW, NOW, 0);
            }
            for (int n = 0; n < number(inFlight, i); n++) {
                node.begin(NOW, NOW);
            }
        }

        assertThat(shares(nodes, ScorePolicy.DEFAULT)).containsOnlyKeys(expected);
    }

    @Test
    void weighsAsThePolicySays() {
        List<Node> nodes = Picks.nodes("a b");
        nodes.get(0).succeeded(NOW - 10_000_000, NOW);
        nodes.get(1).succeeded(NOW - 30_000_000, NOW);
        nodes.get(0).begin(NOW, NOW);
        nodes.get(0).begin(NOW, NOW);
        nodes.get(0).begin(NOW, NOW);
        nodes.get(0).begin(NOW, NOW);

        assertThat(shares(nodes, new ScorePolicy(1, 0, 0, 10, Duration.ofMillis(100))))
                .containsOnlyKeys("b");
        assertThat(shares(nodes, new ScorePolicy(0, 1, 0, 10, Duration.ofMillis(100))))
                .containsOnlyKeys("a");
        assertThat(shares(nodes, new ScorePolicy(0.5, 0.5, 0, 10, Duration.ofMillis(100))))
                .containsOnlyKeys("b");
        assertThat(shares(nodes, new ScorePolicy(0.5, 0.5, 0, 1000, Duration.ofMillis(100))))
                .containsOnlyKeys("a");
        assertThat(shares(nodes, new ScorePolicy(0.5, 0.5, 0, 10, Duration.ofSeconds(10))))
                .containsOnlyKeys("b");
    }

    @Test
    void givesTheHeavierMoreWhenNobodyIsBusy() {
        Map<String, Integer> shares = shares(Picks.nodes("a:300 b"), ScorePolicy.DEFAULT);

        // as with LEAST_CONNECTIONS: five in six
        assertThat(shares.get("a")).isBetween(8_200, 8_460);
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "-0.1 | 0.3 | 0.2 | 10 | 100 | share of load must be between 0 and 1 but is -0.1",
                "0.4 | 1.5 | 0.2 | 10 | 100 | share of response time must be between 0 and 1 but is 1.5",
                "0.4 | 0.3 | NaN | 10 | 100 | share of error rate must be between 0 and 1 but is NaN",
                "0 | 0 | 0 | 10 | 100 | shares of the score must be more than 0 together but are 0",
                "0.4 | 0.3 | 0.2 | 0 | 100 | load reference must be between 1 and 100000 but is 0",
                "0.4 | 0.3 | 0.2 | 10 | 0 | response time reference must be between 1ms and 1h but is PT0S"
            })
    void aPolicyThatMakesNoSenseIsRefused(
            double load, double responseTime, double errorRate, int inFlight, long millis, String message) {
        assertThatThrownBy(() -> new ScorePolicy(load, responseTime, errorRate, inFlight, Duration.ofMillis(millis)))
                .hasMessage(message);
    }

    private static Map<String, Integer> shares(List<Node> nodes, ScorePolicy score) {
        Settings settings = new Settings("orders", new BalancePolicy("ADAPTIVE").with(score), new Random(42));
        Picker picker = new Adaptive().build(nodes, settings, null);
        return Picks.shares(() -> picker.pick(() -> NOW), 10_000);
    }

    private static long number(String list, int index) {
        return Long.parseLong(list.split(" ", -1)[index]);
    }
}
