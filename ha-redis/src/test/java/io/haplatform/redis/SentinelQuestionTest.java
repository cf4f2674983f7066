package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a sentinel answers, word by word. */
class SentinelQuestionTest {

    private static final RedisAccess ANN = new RedisAccess(3, "ann", "secret", false, null);

    private final SentinelQuestion question =
            new SentinelQuestion(new RedisSentinels("main", List.of(RedisEndpoint.of("s1", 26379)), ANN));

    @Test
    void anAddressIsHostAndPortAndGetsTheDataAccess() {
        assertThat(question.master(List.of("10.0.0.1", "6379"))).contains(new RedisEndpoint("10.0.0.1", 6379, ANN));
        assertThat(question.master(List.of("::1", "6379"))).contains(new RedisEndpoint("::1", 6379, ANN));
        assertThat(question.master(List.of("redis-1.example", "6379")))
                .contains(new RedisEndpoint("redis-1.example", 6379, ANN));
    }

    @Test
    void anUnknownMasterIsNothing() {
        assertThat(question.master(List.of())).isEqualTo(Optional.empty());
        assertThat(question.master(Arrays.asList((String) null))).isEqualTo(Optional.empty());
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (List<String> words :
                List.of(List.of("10.0.0.1", "x"), List.of("10.0.0.1", "70000"), List.of("a b", "1"))) {
            assertThatIllegalArgumentException().isThrownBy(() -> question.master(words));
        }
    }

    @Test
    void anEpochThatIsNotToldIsTheOldest() {
        assertThat(SentinelQuestion.epoch(Map.of("name", "main", "config-epoch", "7")))
                .isEqualTo(7);
        assertThat(SentinelQuestion.epoch(Map.of("config-epoch", "seven"))).isZero();
        assertThat(SentinelQuestion.epoch(Map.of())).isZero();
        assertThat(SentinelQuestion.epoch(null)).isZero();
    }
}
