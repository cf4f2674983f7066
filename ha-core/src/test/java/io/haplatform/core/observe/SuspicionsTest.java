package io.haplatform.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.core.balance.Services;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.observe.Prober.Answer;
import io.haplatform.core.observe.Prober.Answer.Kind;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SuspicionsTest {

    private static final Answer SILENT = new Answer(Kind.SILENT, "no answer from 127.0.0.1:1 within 1000 ms");
    private static final Answer REFUSED = new Answer(Kind.REFUSED, "connection to 127.0.0.1:1 refused");
    private static final Answer ANSWERED = new Answer(Kind.ANSWERED, "it answers with HTTP 503");

    /** Intervals last exactly as long as their policy says. */
    private static final RandomGenerator MIDDLE = chance(1, 2);

    private final ManualTime time = new ManualTime();
    private final Services services = new Services();
    private final Balancers balancers =
            new Balancers(services, time, MIDDLE, List.of(), service -> BalancePolicy.DEFAULT);
    private final List<Long> probedAt = new ArrayList<>();
    private final Suspicions suspicions = suspicions(MIDDLE);
    private CompletionStage<Answer> answer = CompletableFuture.completedFuture(SILENT);

    @Test
    void takesTheNodeOutAtOnceAndSaysWhy() {
        Node a = nodes("a", "b").get(0);

        suspicions.suspect(a, Evidence.REFUSED, "refused a connection", time.nanos());
        assertThat(a.isUnusable()).isTrue();

        time.run();
        assertThat(suspicions.all())
                .containsExactly(new Suspicion(a.key(), Evidence.REFUSED, "refused a connection", time.now(), 0));
    }

    @Test
    void asksEverySecondUntilItAnswersWhateverItSays() {
        Node a = nodes("a", "b").get(0);
        suspect(a);
        time.advance(Duration.ofMillis(3_500));
        assertThat(probedAt).containsExactly(1_060L, 2_060L, 3_060L);
        assertThat(a.isUnusable()).isTrue();
        assertThat(suspicions.all()).singleElement().satisfies(s -> {
            assertThat(s.probes()).isEqualTo(3);
            assertThat(s.detail()).isEqualTo(SILENT.detail());
        });

        answer = CompletableFuture.completedFuture(ANSWERED);
        time.advance(Duration.ofMillis(500));

        assertThat(a.isUnusable()).isFalse();
        assertThat(suspicions.all()).isEmpty();
        time.advance(Duration.ofSeconds(10));
        assertThat(probedAt).hasSize(4);
    }

    @Test
    void anInstanceThatIsListedAgainBeforeAnybodyMissedItIsNotAvoidedForEver() {
        Node a = nodes("a", "b").get(0);
        suspect(a);
        time.advance(Duration.ofMillis(990));
        balancers.refresh();
        time.run();
        services.set("orders", "b");
        // the balancer, which has just compiled, has put that off when the probe finds the instance gone
        time.advance(Duration.ofMillis(10));
        assertThat(suspicions.all()).isEmpty();
        services.set("orders", "a", "b");
        time.advance(Duration.ofSeconds(1));

        assertThat(balancers.of("orders").nodes()).hasSize(2).allSatisfy(node -> assertThat(node.isUnusable())
                .isFalse());
    }

    @Test
    void probesAreSpreadWithinATenth() {
        Node a = nodes("a").get(0);
        try (Suspicions early = suspicions(chance(0, 1))) {
            early.suspect(a, Evidence.SILENT, "silent", time.nanos());
            time.advance(Duration.ofMillis(1_150));
        }
        Node restarted = nodes("a#2").get(0);
        try (Suspicions late = suspicions(chance(1, 1))) {
            late.suspect(restarted, Evidence.SILENT, "silent", time.nanos());
            time.advance(Duration.ofMillis(1_150));
        }

        assertThat(probedAt).containsExactly(60 + 900L, 60 + 1_150 + 60 + 1_100L);
    }

    @Test
    void tellsOfEachRefusalAndOfTheAnswerButNotOfSilence() {
        List<String> told = new ArrayList<>();
        SuspicionListener listener = new SuspicionListener() {
            @Override
            public void onRefused(Instance instance, String detail) {
                told.add(instance.key().id() + " " + detail);
            }

            @Override
            public void onAnswered(Instance instance) {
                told.add(instance.key().id() + " answered");
            }
        };
        Node a = nodes("a", "b").get(0);
        try (Suspicions telling = new Suspicions(balancers, this::probe, time, MIDDLE, ProbePolicy.DEFAULT, listener)) {
            telling.suspect(a, Evidence.REFUSED, "refused a call", time.nanos());
            time.advance(Duration.ofMillis(1_500));
            answer = CompletableFuture.completedFuture(REFUSED);
            time.advance(Duration.ofSeconds(1));
            answer = CompletableFuture.completedFuture(ANSWERED);
            time.advance(Duration.ofSeconds(1));
        }

        assertThat(told).containsExactly("a refused a call", "a " + REFUSED.detail(), "a answered");
    }

    @Test
    void isSuspectedOnceHoweverManySayIt() {
        Node a = nodes("a", "b").get(0);
        for (int i = 0; i < 5; i++) {
            suspect(a);
        }
        time.advance(Duration.ofSeconds(1));

        assertThat(probedAt).hasSize(1);
    }

    @Test
    void doesNotAskAgainBeforeTheAnswer() {
        answer = new CompletableFuture<>();
        suspect(nodes("a", "b").get(0));

        time.advance(Duration.ofSeconds(10));

        assertThat(probedAt).hasSize(1);
    }

    @Test
    void anAttemptThatBeganBeforeTheAnswerProvesNothing() {
        Node a = nodes("a", "b").get(0);
        suspect(a);
        long before = time.nanos();
        answer = CompletableFuture.completedFuture(ANSWERED);
        time.advance(Duration.ofMillis(1_500));
        assertThat(a.isUnusable()).isFalse();

        suspicions.suspect(a, Evidence.SILENT, "silent", before);
        assertThat(a.isUnusable()).isFalse();

        suspect(a);
        assertThat(a.isUnusable()).isTrue();
    }

    @Test
    void aNewIncarnationEndsTheSuspicion() {
        suspect(nodes("a#1", "b").get(0));
        time.advance(Duration.ofMillis(500));

        Node restarted = nodes("a#2", "b").get(0);
        time.advance(Duration.ofSeconds(5));

        assertThat(restarted.isUnusable()).isFalse();
        assertThat(suspicions.all()).isEmpty();
        assertThat(probedAt).isEmpty();
    }

    @Test
    void goesOnWhenTheProberFails() {
        answer = CompletableFuture.failedFuture(new IllegalStateException("planted"));
        suspect(nodes("a", "b").get(0));

        time.advance(Duration.ofMillis(2_500));

        assertThat(probedAt).containsExactly(1_060L, 2_060L);
        assertThat(suspicions.all()).singleElement().satisfies(s -> assertThat(s.evidence())
                .isEqualTo(Evidence.SILENT));
    }

    @Test
    void avoidsANodeAgainThatTheRegistryListsAnewButNobodyListensAt() {
        Node a = nodes("a", "b").get(0);
        suspect(a);
        answer = CompletableFuture.completedFuture(REFUSED);
        a.begin(0, 0);
        nodes("b");
        assertThat(nodes("a", "b").get(0)).isSameAs(a);
        assertThat(a.isUnusable()).isFalse();

        time.advance(Duration.ofSeconds(1));

        assertThat(a.isUnusable()).isTrue();
    }

    @Test
    void doubtTakesOutOnlyWhereNobodyListens() {
        Node a = nodes("a", "b").get(0);

        suspicions.doubt(a);
        assertThat(a.isUnusable()).as("silent").isFalse();
        time.advance(Duration.ofMillis(100));

        answer = CompletableFuture.completedFuture(ANSWERED);
        suspicions.doubt(a);
        assertThat(a.isUnusable()).as("answered").isFalse();
        time.advance(Duration.ofMillis(100));

        answer = CompletableFuture.completedFuture(REFUSED);
        suspicions.doubt(a);
        assertThat(a.isUnusable()).as("refused").isTrue();
        time.run();
        assertThat(suspicions.all()).singleElement().satisfies(s -> assertThat(s.detail())
                .isEqualTo(REFUSED.detail()));
    }

    @Test
    void doubtAsksOnceForASwarmOfBrokenConnections() {
        Node a = nodes("a", "b").get(0);
        for (int i = 0; i < 100; i++) {
            suspicions.doubt(a);
            time.advance(Duration.ofMillis(1));
        }

        assertThat(probedAt).hasSize(1);
        suspicions.doubt(a);
        assertThat(probedAt).hasSize(2);
    }

    @Test
    void doubtDoesNotAskForANodeThatIsOut() {
        Node a = nodes("a", "b").get(0);
        suspect(a);

        suspicions.doubt(a);

        assertThat(probedAt).isEmpty();
    }

    @Test
    void closedItSuspectsNobodyAndAsksNobody() {
        List<Node> nodes = nodes("a", "b");
        suspect(nodes.get(0));
        time.run();

        suspicions.close();
        suspect(nodes.get(1));
        suspicions.doubt(nodes.get(1));
        time.advance(Duration.ofSeconds(5));

        assertThat(nodes.get(1).isUnusable()).isFalse();
        assertThat(probedAt).isEmpty();
    }

    @Test
    void badTimingsAreRefusedInOneSentence() {
        assertThatThrownBy(() -> new ProbePolicy(Duration.ofMillis(1), Duration.ofSeconds(1)))
                .hasMessage("probe-interval must be between 50ms and 300000ms but is 1ms");
        assertThatThrownBy(() -> new ProbePolicy(Duration.ofSeconds(1), Duration.ZERO))
                .hasMessage("probe-timeout must be between 10ms and 60000ms but is 0ms");
    }

    private void suspect(Node node) {
        suspicions.suspect(node, Evidence.SILENT, "silent", time.nanos());
    }

    private List<Node> nodes(String... instances) {
        services.set("orders", instances);
        Balancer balancer = balancers.of("orders");
        time.advance(Duration.ofMillis(60));
        return balancer.nodes();
    }

    private Suspicions suspicions(RandomGenerator random) {
        return new Suspicions(balancers, this::probe, time, random, ProbePolicy.DEFAULT, SuspicionListener.NONE);
    }

    private CompletionStage<Answer> probe(Instance instance, Duration timeout) {
        assertThat(timeout).isEqualTo(Duration.ofSeconds(1));
        probedAt.add(time.nanos() / 1_000_000);
        return answer;
    }

    /** Chance that always draws the same part of what it may draw. */
    private static RandomGenerator chance(long part, long of) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return (bound - 1) * part / of;
            }
        };
    }
}
