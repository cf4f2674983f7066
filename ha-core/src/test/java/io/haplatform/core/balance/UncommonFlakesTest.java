package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Traffic.Ending;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of ten instances three take five times as long; one call in a hundred fails, wherever it goes. */
class UncommonFlakesTest {

    private final Traffic traffic = new Traffic();

    @ParameterizedTest
    @ValueSource(strings = {"LEAST_RESPONSE_TIME", "ADAPTIVE"})
    void doNotHideWhoIsSlow(String name) {
        Algorithm algorithm = name.equals("ADAPTIVE") ? new Adaptive() : new LeastResponseTime();
        Picker picker = algorithm.build(Picks.nodes("s t u a b c d e f g"), Picks.settings(new Random(1)), null);
        Random fate = new Random(3);

        traffic.run(picker, 500, Duration.ofMinutes(1), (id, second) -> {
            long micros = id.compareTo("s") >= 0 ? 50_000 : 10_000;
            return fate.nextInt(100) == 0 ? Ending.failure(micros / 2) : Ending.success(micros);
        });

        int slow = traffic.calls("s") + traffic.calls("t") + traffic.calls("u");
        assertThat((double) slow / traffic.calls()).as("of 0.3").isLessThan(0.15);
    }
}
