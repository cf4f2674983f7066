package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is asked for the master, in which order, for how long, and who is remembered for the next time. */
class AskingLocatorTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** Longer than connections are kept for another question. */
    private static final Duration LONG = Duration.ofSeconds(3);

    private final ManualTime time = new ManualTime();
    private final ToldServers servers = new ToldServers();

    @Test
    void asksThreeAtOnceWhereItMatters() {
        AskingLocator locator = locator("a", "b", "c", "d");

        ask(locator, true);

        assertThat(servers.asked()).containsExactly("a", "b", "c");
    }

    @Test
    void asksOneWhereNothingSeemsWrong() {
        AskingLocator locator = locator("a", "b", "c", "d");

        ask(locator, false);

        assertThat(servers.asked()).containsExactly("a");
    }

    @Test
    void believesTheNewestOfAllThatWereAsked() {
        servers.says("a", "old", 1);
        servers.says("b", "new", 2);
        servers.says("c", "old", 1);

        assertThat(located(locator("a", "b", "c"), true)).isEqualTo("new");
    }

    @Test
    void asksTheNextInsteadOfOneWhoFails() {
        servers.fails("a");
        servers.fails("b");
        servers.says("c", "m", 0);

        assertThat(located(locator("a", "b", "c", "d"), false)).isEqualTo("m");
        assertThat(servers.asked()).containsExactly("a", "b", "c");
    }

    @Test
    void asksTheNextInsteadOfOneWhoKnowsNoMaster() {
        servers.knowsNone("a");
        servers.knowsNone("b");
        servers.says("c", "m", 0);

        assertThat(located(locator("a", "b", "c", "d"), false)).isEqualTo("m");
    }

    @Test
    void asksOthersWhenNobodyHasAnsweredInTime() {
        servers.says("d", "m", 0);
        AskingLocator locator = locator("a", "b", "c", "d");

        CompletableFuture<RedisEndpoint> located = locate(locator, true);
        assertThat(servers.asked()).containsExactly("a", "b", "c");
        time.advance(PATIENCE);

        assertThat(servers.asked()).containsExactly("d");
        time.advance(PATIENCE);
        assertThat(located).isCompletedWithValueMatching(server -> server.host().equals("m"));
    }

    @Test
    void waitsNoLongerForTheSilentWhenOneKnowsTheMaster() {
        servers.says("b", "m", 0);
        AskingLocator locator = locator("a", "b", "c");

        CompletableFuture<RedisEndpoint> located = locate(locator, true);
        assertThat(located).isNotDone();
        time.advance(PATIENCE);

        assertThat(located).isCompletedWithValueMatching(server -> server.host().equals("m"));
    }

    @Test
    void waitsForTheSilentAsLongAsAllWhoAnswerKnowNoMaster() {
        servers.knowsNone("a");
        AskingLocator locator = locator("a", "b", "c");

        CompletableFuture<RedisEndpoint> located = locate(locator, true);
        time.advance(PATIENCE.multipliedBy(3));
        assertThat(located).isNotDone();
        servers.says("b", "m", 0);
        time.advance(PATIENCE);

        assertThat(located).isCompletedWithValueMatching(server -> server.host().equals("m"));
    }

    @Test
    void saysWhoKnowsNoMasterAndWhoIsSilentWhenNobodyIsLeft() {
        servers.knowsNone("a");
        servers.fails("b");

        assertThat(refused(locator("a", "b"))).isEqualTo("unknown to [a]");
        servers.fails("a");
        assertThat(refused(locator("a", "b"))).isEqualTo("unanswered by [a, b]");
    }

    @Test
    void givesUpOnTheSilentAtTheLimit() {
        CompletableFuture<RedisEndpoint> located = locate(locator("a", "b"), true);
        time.advance(LIMIT.minusMillis(1));
        assertThat(located).isNotDone();

        time.advance(Duration.ofMillis(1));

        assertThat(message(located)).isEqualTo("unanswered by []");
    }

    @Test
    void beginsNextTimeWithOneWhoKnewTheMaster() {
        servers.knowsNone("a");
        servers.fails("b");
        servers.says("c", "m", 0);
        AskingLocator locator = locator("a", "b", "c", "d");
        located(locator, false);
        servers.asked();

        assertThat(located(locator, false)).isEqualTo("m");

        assertThat(servers.asked()).containsExactly("c");
    }

    @Test
    void learnsWhoElseThereIsAndForgetsWhoIsGone() {
        servers.says("a", "m", 0, "b");
        AskingLocator locator = locator("a");
        located(locator, true);
        servers.says("a", "m", 0, "c");
        servers.fails("b");
        located(locator, true);
        servers.fails("a");
        servers.asked();

        ask(locator, true);

        assertThat(servers.asked()).containsExactly("a", "c");
    }

    @Test
    void whoKnowsNoMasterCannotTellThatOthersAreGone() {
        servers.says("a", "m", 0, "b");
        AskingLocator locator = locator("a");
        located(locator, true);
        servers.knowsNone("a");
        servers.fails("b");
        assertThat(refused(locator)).isEqualTo("unknown to [a]");
        servers.says("b", "m", 0, "a", "b");

        assertThat(located(locator, false)).isEqualTo("m");
    }

    @Test
    void remembersFiftyAtMostHoweverOftenItLearns() {
        AskingLocator locator = locator("a");
        List.of(names(120)).forEach(servers::fails);
        // more and more, and none of those of before is gone
        for (int known = 40; known <= 120; known += 40) {
            servers.says("a", "m", 0, names(known));
            located(locator, true);
        }
        servers.fails("a");
        servers.asked();

        ask(locator, true);

        assertThat(servers.asked()).hasSize(50);
    }

    @Test
    void keepsConnectionsWhileQuestionsFollowEachOtherAndNoLonger() {
        servers.says("a", "m", 0);
        AskingLocator locator = locator("a");
        for (int i = 0; i < 5; i++) {
            located(locator, true);
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(servers.connected).isEqualTo(1);
        assertThat(servers.discarded).isZero();

        time.advance(LONG);

        assertThat(servers.discarded).isEqualTo(1);
        assertThat(located(locator, true)).isEqualTo("m");
        assertThat(servers.connected).isEqualTo(2);
    }

    @Test
    void keepsConnectionsThatAMoreThoroughQuestionIsStillUsing() {
        AskingLocator locator = locator("a", "b", "c", "d");
        CompletableFuture<RedisEndpoint> plain = locate(locator, false);
        servers.fails("a");
        CompletableFuture<RedisEndpoint> thorough = locate(locator, true);
        assertThat(servers.asked()).containsExactly("a", "a", "b", "c", "d");
        servers.saysToTheFirstWhoAsked("a", "m");
        time.run();
        assertThat(plain).isCompleted();
        int discarded = servers.discarded;

        time.advance(LONG);

        assertThat(thorough).isNotDone();
        assertThat(servers.discarded).isEqualTo(discarded);
    }

    @Test
    void whoeverAsksMeanwhileGetsTheSameAnswerUnlessItIsToBeMoreThorough() {
        AskingLocator locator = locator("a", "b", "c", "d");

        ask(locator, false);
        ask(locator, false);
        assertThat(servers.asked()).containsExactly("a");
        ask(locator, true);
        ask(locator, true);
        ask(locator, false);

        assertThat(servers.asked()).containsExactly("a", "b", "c");
    }

    /** They are asked in this order. */
    private AskingLocator locator(String... places) {
        // never swaps
        RandomGenerator last = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        return new AskingLocator(servers.question(places), servers, LIMIT, time.serial("search"), new Draws(last));
    }

    private CompletableFuture<RedisEndpoint> locate(AskingLocator locator, boolean thorough) {
        CompletableFuture<RedisEndpoint> located = locator.locate(thorough).toCompletableFuture();
        time.run();
        return located;
    }

    private void ask(AskingLocator locator, boolean thorough) {
        var unused = locate(locator, thorough);
    }

    private String located(AskingLocator locator, boolean thorough) {
        return locate(locator, thorough)
                .getNow(ToldServers.server("nobody-in-this-instant"))
                .host();
    }

    private String refused(AskingLocator locator) {
        return message(locate(locator, true));
    }

    private static String message(CompletableFuture<RedisEndpoint> located) {
        assertThat(located).isCompletedExceptionally();
        try {
            return located.join().host();
        } catch (CompletionException e) {
            return String.valueOf(Failures.unwrap(e).getMessage());
        }
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toArray(String[]::new);
    }
}
