package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomChoiceTest {

    private final RandomChoice algorithm = new RandomChoice();

    @Test
    void takesTheNodeThatChanceNames() {
        // the upper half names one of three
        Iterator<Long> chances = List.of(-1L, 0L, 1L << 63, 0x5555_5555L << 32, 0x5555_5556L << 32)
                .iterator();
        RandomGenerator chance = chances::next;

        assertThat(Picks.sequence(algorithm.build(Picks.nodes("a b c"), Picks.settings(chance), null), 5))
                .isEqualTo("c a b a b");
    }

    @Test
    void givesEachItsShareByWeight() {
        Picker picker = algorithm.build(Picks.nodes("a:100 b:200 c:300 d:400"), Picks.settings(new Random(42)), null);
        Map<String, Integer> counts = new HashMap<>();
        for (String id : Picks.sequence(picker, 1_000_000).split(" ", -1)) {
            counts.merge(id, 1, Integer::sum);
        }

        double chiSquare = 0;
        for (int i = 0; i < 4; i++) {
            int expected = 100_000 * (i + 1);
            chiSquare += Math.pow(counts.getOrDefault("abcd".substring(i, i + 1), 0) - expected, 2) / expected;
        }

        // 3 degrees of freedom: above 16.3 in one of a thousand honest draws, and this one is always the same
        assertThat(chiSquare).isLessThan(16.3);
    }
}
