package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.SlotHash;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code CLUSTER SLOTS} answers, item by item. */
class ClusterQuestionTest {

    private static final RedisAccess ANN = new RedisAccess(0, "ann", "secret", false, null);
    private static final RedisEndpoint ASKED = new RedisEndpoint("n1", 7000, ANN);
    private static final Keys KEYS = new Keys("default");
    private static final long SLOT = SlotHash.getSlot(KEYS.prefix());

    private final RedisCluster cluster = new RedisCluster(List.of(ASKED));
    private final ClusterQuestion question = new ClusterQuestion(cluster, KEYS, new Failures(cluster, KEYS));

    @Test
    void theMasterIsTheFirstServerOfTheRangeThatHasTheSlot() {
        Answer answer = question.answer(
                ASKED,
                List.of(
                        List.of(0L, SLOT - 1, server("n2", 7001)),
                        List.of(SLOT, SLOT, server("n3", 7002), server("n4", 7003)),
                        List.of(SLOT + 1, 16_383L, server("n1", 7000))));

        assertThat(answer.master()).contains(new RedisEndpoint("n3", 7002, ANN));
        assertThat(answer.places())
                .extracting(RedisEndpoint::address)
                .containsExactly("n2:7001", "n3:7002", "n4:7003", "n1:7000");
    }

    /** Else each answer would name another master than the one before, and no connection would ever be kept. */
    @Test
    void aServerIsTheSameWhoeverNamesIt() {
        List<RedisEndpoint> nodes = new RedisCluster(
                        List.of(new RedisEndpoint("n1", 7000, trusting()), new RedisEndpoint("n2", 7001, trusting())))
                .nodes();
        List<?> ranges = List.of(List.of(0L, 16_383L, server("n3", 7002)));

        assertThat(question.answer(nodes.get(0), ranges)).isEqualTo(question.answer(nodes.get(1), ranges));
    }

    /** Trust material has no equals. */
    private static RedisAccess trusting() {
        return new RedisAccess(
                0, "ann", "secret", true, SslOptions.builder().jdkSslProvider().build());
    }

    @Test
    void aSlotThatNobodyServesHasNoMaster() {
        assertThat(question.answer(ASKED, List.of(List.of(SLOT + 1, 16_383L, server("n1", 7000))))
                        .master())
                .isEmpty();
        assertThat(question.answer(ASKED, List.of()).master()).isEmpty();
    }

    @Test
    void aNodeThatDoesNotKnowItsHostIsReachedByTheOneThatWasAsked() {
        for (Object unnamed : Arrays.asList(null, "")) {
            List<?> server = Arrays.asList(unnamed, 7000L, "id");
            assertThat(question.answer(ASKED, List.of(List.of(0L, 16_383L, server)))
                            .master())
                    .contains(ASKED);
        }
    }

    @Test
    void anotherNodeWithoutAHostIsNoPlace() {
        Answer answer = question.answer(ASKED, List.of(List.of(0L, 16_383L, server("?", 7001), server("::1", 7002))));

        assertThat(answer.master()).isEmpty();
        assertThat(answer.places()).containsExactly(new RedisEndpoint("::1", 7002, ANN));
    }

    @Test
    void anAnswerOfAnotherFormIsRefused() {
        for (List<?> ranges : List.of(
                List.of("range"),
                List.of(List.of(0L, 16_383L)),
                List.of(List.of(0L, 16_383L, "server")),
                List.of(List.of("zero", 16_383L, server("n1", 7000))),
                List.of(List.of(0L, 16_383L, server("n1", 70_000))),
                List.of(List.of(0L, 16_383L, server("n 1", 7000))))) {
            assertThatIllegalArgumentException().isThrownBy(() -> question.answer(ASKED, ranges));
        }
    }

    private static List<Object> server(String host, long port) {
        return List.of(host, port, "id");
    }
}
