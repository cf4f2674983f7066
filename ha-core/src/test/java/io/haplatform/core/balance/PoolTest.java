package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolTest {

    private final List<Node> nodes = Picks.nodes("a b c d e f");

    @Test
    void passesOverTheUnusableInTurn() {
        nodes.get(1).avoid();
        nodes.get(2).avoid();

        assertThat(Picks.sequence(roundRobin(), 6)).isEqualTo("a d e f a d");
    }

    @Test
    void asksTheAlgorithmThreeMoreTimesThenDrawsFromWhatIsLeft() {
        int[] asked = {0};
        Picker stubborn = call -> {
            asked[0]++;
            return nodes.get(0);
        };
        nodes.get(0).avoid();

        Node picked = new Pool(stubborn, nodes, new Random(1)).pick(CallContext.NONE);

        assertThat(asked[0]).isEqualTo(4);
        assertThat(picked).isIn(nodes.subList(1, 6));
    }

    @Test
    void drawsFromWhatIsLeftWithoutFavour() {
        Picker stubborn = call -> nodes.get(0);
        nodes.get(0).avoid();
        nodes.get(1).avoid();
        Pool pool = new Pool(stubborn, nodes, new Random(7));

        Map<String, Integer> counts = new HashMap<>();
        for (String id : Picks.sequence(pool, 40_000).split(" ", -1)) {
            counts.merge(id, 1, Integer::sum);
        }

        // the neighbour of the dead one does not get its calls: 10,000 each, within four standard deviations
        assertThat(counts).containsOnlyKeys("c", "d", "e", "f");
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(9_650, 10_350));
    }

    @Test
    void neverPicksForACallWhatItHasTried() {
        Tried call = new Tried(false);
        Pool pool = roundRobin();

        assertThat(Picks.sequence(() -> call.remember(pool.pick(call)), 7)).isEqualTo("a b c d e f -");
    }

    @Test
    void findsTheOnlyUsableOneAmongMany() {
        nodes.subList(0, 5).forEach(Node::avoid);

        assertThat(Picks.sequence(roundRobin(), 4)).isEqualTo("f f f f");
    }

    @Test
    void findsNothingWhenAllAreUnusable() {
        nodes.forEach(Node::avoid);

        assertThat(roundRobin().pick(CallContext.NONE)).isNull();
    }

    @Test
    void takesUnusableOnesInTurnForACallThatTakesThem() {
        nodes.forEach(Node::avoid);
        Tried call = new Tried(true);
        Pool pool = roundRobin();

        assertThat(Picks.sequence(() -> call.remember(pool.pick(call)), 7).split(" ", -1))
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "-");
    }

    @Test
    void prefersAUsableOneEvenForACallThatTakesUnusableOnes() {
        nodes.subList(0, 5).forEach(Node::avoid);

        assertThat(Picks.sequence(() -> roundRobin().pick(new Tried(true)), 3)).isEqualTo("f f f");
    }

    @Test
    void getsOnWithAnAlgorithmThatNamesNobody() {
        assertThat(new Pool(call -> null, nodes, Picks.ZERO).pick(CallContext.NONE))
                .isNotNull();
    }

    private Pool roundRobin() {
        return new Pool(new RoundRobin().build(nodes, Picks.settings(Picks.ZERO), null), nodes, new Random(3));
    }

    private static final class Tried implements CallContext {

        private final Set<Node> tried = new HashSet<>();
        private final boolean takesUnusable;

        Tried(boolean takesUnusable) {
            this.takesUnusable = takesUnusable;
        }

        @Nullable
        Node remember(@Nullable Node node) {
            if (node != null) {
                tried.add(node);
            }
            return node;
        }

        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public boolean hasTried(Node node) {
            return tried.contains(node);
        }

        @Override
        public boolean takesUnusable() {
            return takesUnusable;
        }
    }
}
