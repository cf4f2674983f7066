package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaglevTableTest {

    private static final int KEYS = 200_000;

    @ParameterizedTest(name = "one of {0} leaves")
    @ValueSource(ints = {2, 10, 24, 25, 26, 100, 1_000})
    void movesHardlyMoreThanTheKeysOfTheOneThatLeaves(int n) {
        List<Node> all = nodes(n, "");
        for (int gone : new int[] {0, n / 2, n - 1}) {
            List<Node> left = new ArrayList<>(all);
            left.remove(gone);

            assertThat(moved(all, left)).isLessThanOrEqualTo(1.0 / n + 0.005);
        }
    }

    @Test
    void movesHardlyMoreWhenWeightsDiffer() {
        List<Node> all = IntStream.range(0, 200)
                .mapToObj(i -> new Node(Services.instance("orders", "node-" + i + ":" + (50 + 50 * (i % 4)))))
                .toList();
        List<Node> left = new ArrayList<>(all);
        left.remove(100);

        assertThat(moved(all, left)).isLessThanOrEqualTo(1.0 / 200 + 0.005);
    }

    @ParameterizedTest(name = "of {0}")
    @ValueSource(ints = {10, 100, 1_000})
    void givesNobodyMuchMoreThanItsShare(int n) {
        List<Node> nodes = nodes(n, "");
        MaglevTable table = table(nodes);

        int[] slots = new int[n];
        for (int slot = 0; slot < table.size(); slot++) {
            slots[table.node(slot)]++;
        }
        assertThat(Arrays.stream(slots).max().orElseThrow()
                        - Arrays.stream(slots).min().orElseThrow())
                .isLessThanOrEqualTo(1);
        // with so many keys per node that chance alone does not pile up a quarter more
        int[] keys = new int[n];
        for (int key = 0; key < 1_000 * n; key++) {
            keys[owner(table, key)]++;
        }
        assertThat(Arrays.stream(keys).max().orElseThrow()).isLessThanOrEqualTo(1_250);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a:100 b:200 c:300, 87381 174762 262144",
        "a:1 b:1000, 524 523763",
        "a:1 b:1000 c:999, 262 262144 261881"
    })
    void givesSlotsByWeight(String text, String expected) {
        MaglevTable table = table(Picks.nodes(text));

        int[] slots = new int[text.split(" ", -1).length];
        for (int slot = 0; slot < table.size(); slot++) {
            slots[table.node(slot)]++;
        }
        assertThat(Arrays.stream(slots).mapToObj(String::valueOf).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void isTheSameForTwoCallersWhateverTheOrderOfTheirLists() {
        List<Node> nodes = new ArrayList<>(nodes(50, ":7"));
        Algorithm algorithm = KeyHash.url();
        Picker one = algorithm.build(nodes, Picks.settings(Picks.ZERO), null);
        Collections.reverse(nodes);
        Picker other = algorithm.build(nodes, Picks.settings(Picks.ZERO), null);

        for (int key = 0; key < 10_000; key++) {
            Keyed call = Keyed.path("/" + key);
            assertThat(one.pick(call)).isSameAs(other.pick(call));
        }
    }

    /** Callers of two releases meet: this may never change. */
    @Test
    void sendsKeysWhereItAlwaysHas() {
        Picker picker = KeyHash.url().build(Picks.nodes("a b c d:50 e:200"), Picks.settings(Picks.ZERO), null);
        int[] key = {0};

        assertThat(Picks.sequence(() -> picker.pick(Keyed.path("/orders/" + key[0]++)), 24))
                .isEqualTo("d e d e a a b c c e c c e e e a a a a e e c c b");
    }

    @Test
    void comesPastAllSlotsOnItsWay() {
        MaglevTable table = table(Picks.nodes("a b c"));
        long hash = StableHash.of("key");
        boolean[] seen = new boolean[table.size()];
        int slot = table.slot(hash);
        for (int i = 0; i < table.size(); i++) {
            assertThat(seen[slot]).isFalse();
            seen[slot] = true;
            slot = table.next(slot, table.step(hash));
        }
        assertThat(slot).isEqualTo(table.slot(hash));
    }

    @Test
    void refusesMoreNodesThanASlotCanTellApart() {
        List<Node> nodes =
                Collections.nCopies(MaglevTable.MOST_NODES + 1, Picks.nodes("a").get(0));

        assertThatThrownBy(() -> table(nodes)).hasMessage("nodes of a hash table must be at most 65536 but are 65537");
    }

    private static double moved(List<Node> before, List<Node> after) {
        MaglevTable one = table(before);
        MaglevTable other = table(after);
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            if (before.get(owner(one, key)) != after.get(owner(other, key))) {
                moved++;
            }
        }
        return (double) moved / KEYS;
    }

    private static int owner(MaglevTable table, int key) {
        return table.node(table.slot(StableHash.of("customer-" + key)));
    }

    private static MaglevTable table(List<Node> nodes) {
        return MaglevTable.of(nodes, Shares.weights(nodes));
    }

    private static List<Node> nodes(int n, String weight) {
        return IntStream.range(0, n)
                .mapToObj(i -> new Node(Services.instance("orders", "orders-10.0." + i / 250 + "." + i % 250 + weight)))
                .toList();
    }
}
