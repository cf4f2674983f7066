package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisPolicyTest {

    @ParameterizedTest(name = "{0} readers leave the log alone for {1} ms after an entry")
    @CsvSource({"0, 0", "19, 0", "1000, 50", "10000, 500", "20000, 1000", "100000, 1000"})
    void theMoreReadersThereAreTheLongerTheyGather(int watchers, long millis) {
        assertThat(RedisPolicy.gatheringAmong(watchers)).isEqualTo(Duration.ofMillis(millis));
    }
}
