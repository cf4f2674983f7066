package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom to believe while a failover is under way. */
class AnswerTest {

    @Test
    void theHighestEpochIsBelievedAgainstAMajority() {
        assertThat(Answer.newest(List.of(says("old", 3), says("new", 4), says("old", 3))))
                .contains(server("new"));
    }

    @Test
    void ofOneEpochTheMajorityIsBelieved() {
        assertThat(Answer.newest(List.of(says("a", 0), says("b", 0), says("b", 0))))
                .contains(server("b"));
        assertThat(Answer.newest(List.of(says("b", 0), says("b", 0), says("a", 0))))
                .contains(server("b"));
    }

    @Test
    void whoKnowsOfNoMasterHasNoSay() {
        Answer knowsNone = new Answer(Optional.empty(), 9, List.of());

        assertThat(Answer.newest(List.of(knowsNone, says("a", 1), knowsNone))).contains(server("a"));
        assertThat(Answer.newest(List.of(knowsNone))).isEmpty();
        assertThat(Answer.newest(List.of())).isEmpty();
    }

    private static Answer says(String host, long epoch) {
        return new Answer(Optional.of(server(host)), epoch, List.of());
    }

    private static RedisEndpoint server(String host) {
        return RedisEndpoint.of(host, 6379);
    }
}
