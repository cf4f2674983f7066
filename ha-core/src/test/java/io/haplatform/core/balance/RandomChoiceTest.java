package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomChoiceTest {

    private final RandomChoice algorithm = new RandomChoice();

    @Test
    void takesTheNodeThatChanceNames() {
        int[] chances = {2, 0, 1, 2};
        int[] next = {0};
        Random chance = new Random() {
            @Override
            public int nextInt(int bound) {
                return chances[next[0]++];
            }
        };

        assertThat(Picks.sequence(algorithm.build(Picks.nodes("a b c"), Picks.settings(chance), null), 4))
                .isEqualTo("c a b c");
    }

    @Test
    void givesEachTheSameShare() {
        Picker picker = algorithm.build(Picks.nodes("a b c d e f g h i j"), Picks.settings(new Random(42)), null);
        Map<String, Integer> counts = new HashMap<>();
        for (String id : Picks.sequence(picker, 1_000_000).split(" ", -1)) {
            counts.merge(id, 1, Integer::sum);
        }

        double chiSquare = counts.values().stream()
                .mapToDouble(count -> Math.pow(count - 100_000, 2) / 100_000)
                .sum();

        // 9 degrees of freedom: above 27.9 in one of a thousand honest draws, and this one is always the same
        assertThat(counts).hasSize(10);
        assertThat(chiSquare).isLessThan(27.9);
    }
}
