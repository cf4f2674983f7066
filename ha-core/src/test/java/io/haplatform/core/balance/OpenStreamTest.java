package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Traffic.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenStreamTest {

    private final Traffic traffic = new Traffic();

    @Test
    void leavesItsInstanceTheShareThatAnAttemptInFlightLeavesIt() {
        List<Node> nodes = Picks.nodes("a b c d");
        Picker picker = new LeastResponseTime().build(nodes, Picks.settings(new Random(1)), null);
        traffic.run(picker, 400, Duration.ofSeconds(1), (id, second) -> Ending.success(10_000));
        nodes.get(0).begin(1_000_000_000, Traffic.TIMEOUT.toNanos());
        traffic.run(picker, 400, Duration.ofSeconds(20), (id, second) -> Ending.success(10_000));

        assertThat(traffic.calls("a")).isGreaterThan(1_000);
    }
}
