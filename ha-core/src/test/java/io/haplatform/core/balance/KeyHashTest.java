package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {

    private final List<Node> nodes = Picks.nodes("a b c d e");

    @Test
    void sendsAllCallsOfAKeyToOneNode() {
        Picker picker = build(KeyHash.url(), HashPolicy.DEFAULT, null);

        assertThat(Picks.sequence(() -> picker.pick(Keyed.path("/orders/1")), 4))
                .isEqualTo("e e e e");
        assertThat(Picks.sequence(() -> picker.pick(Keyed.path("/orders/2")), 4))
                .isEqualTo("d d d d");
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({
        "IP_HASH, source",
        "URL_HASH, path",
        "CONSISTENT_HASH, header:X-Tenant",
        "CONSISTENT_HASH, cookie:sid",
        "CONSISTENT_HASH, query:q",
        "CONSISTENT_HASH, user",
        "CONSISTENT_HASH, path",
        "CONSISTENT_HASH, source"
    })
    void goesByItsKeyAlone(String name, String key) {
        Picker picker = build(
                named(name), new HashPolicy(name.equals("CONSISTENT_HASH") ? key : "user", 0, false, false), null);
        int[] other = {0};

        assertThat(Picks.sequence(
                                () -> picker.pick(
                                        new Keyed().with(key, "10.0.0.1").with("header:other", "" + other[0]++)),
                                50)
                        .split(" ", -1))
                .containsOnly(Objects.requireNonNull(picker.pick(new Keyed().with(key, "10.0.0.1")))
                        .key()
                        .id());
        assertThat(Picks.sequence(() -> picker.pick(new Keyed().with(key, "10.0.0." + other[0]++)), 50)
                        .split(" ", -1))
                .contains("a", "b", "c", "d", "e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"IP_HASH", "URL_HASH", "CONSISTENT_HASH"})
    void givesCallsWithoutAKeyInTurnByWeight(String name) {
        Picker picker = named(name).build(Picks.nodes("a:3 b:1"), Picks.settings(Picks.ZERO), null);

        assertThat(Picks.sequence(picker, 8)).isEqualTo("a a b a a a b a");
    }

    @Test
    void goesOnWithTheTurnsOfCallsWithoutAKey() {
        Picker first = build(KeyHash.url(), HashPolicy.DEFAULT, null);
        assertThat(Picks.sequence(first, 2)).isEqualTo("a b");

        assertThat(Picks.sequence(build(KeyHash.url(), HashPolicy.DEFAULT, first), 2))
                .isEqualTo("c d");
    }

    @Test
    void goesFromNodeToNodeInTheKeysOwnOrder() {
        Picker picker = build(KeyHash.url(), HashPolicy.DEFAULT, null);

        assertThat(order(picker, "/orders/1")).isEqualTo("e a b d c -");
        assertThat(order(picker, "/orders/3")).isEqualTo("e c a b d -");
    }

    @Test
    void sendsTheKeysOfAnUnusableNodeWhereTheirRetriesWouldGo() {
        Picker picker = build(KeyHash.url(), HashPolicy.DEFAULT, null);
        String[] order = order(picker, "/orders/1").split(" ", -1);
        node(order[0]).avoid();
        node(order[1]).avoid();

        assertThat(Picks.sequence(() -> picker.pick(Keyed.path("/orders/1")), 3))
                .isEqualTo(String.join(" ", order[2], order[2], order[2]));
    }

    @Test
    void takesAnUnusableOneOnlyForACallThatTakesIt() {
        Picker picker = build(KeyHash.url(), HashPolicy.DEFAULT, null);
        nodes.forEach(Node::avoid);

        assertThat(picker.pick(Keyed.path("/orders/1"))).isNull();
        assertThat(Picks.sequence(() -> picker.pick(Keyed.path("/orders/1").takingUnusable()), 2))
                .isEqualTo("e e");
    }

    @Test
    void keepsTheTableWhenAnInstanceStartsAnew() {
        HashPicker first = (HashPicker) build(KeyHash.url(), HashPolicy.DEFAULT, null);
        List<Node> restarted = Picks.nodes("e#2 d c b a");

        HashPicker second = (HashPicker) KeyHash.url().build(restarted, Picks.settings(Picks.ZERO), first);

        assertThat(second.table()).isSameAs(first.table());
        assertThat(second.pick(Keyed.path("/orders/1"))).isSameAs(restarted.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b c d", "a b c d e:7", "a b c d f"})
    void makesAnotherTableForOtherNodesOrWeights(String others) {
        HashPicker first = (HashPicker) build(KeyHash.url(), HashPolicy.DEFAULT, null);

        HashPicker second = (HashPicker) KeyHash.url().build(Picks.nodes(others), Picks.settings(Picks.ZERO), first);

        assertThat(second.table()).isNotSameAs(first.table());
    }

    @ParameterizedTest(name = "key {0}")
    @ValueSource(strings = {"", "header:", "header: X", "body", "cookie", "sources"})
    void refusesAKeyThatItDoesNotKnow(String key) {
        assertThatThrownBy(() -> new HashPolicy(key, 0, false, false))
                .hasMessage("hash key must be header:NAME, cookie:NAME, query:NAME, user, path or source but is '" + key
                        + "'");
    }

    @ParameterizedTest(name = "load factor {0}")
    @ValueSource(doubles = {-1, 0.5, 1, 100.5, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALoadFactorThatCannotBeKept(double factor) {
        assertThatThrownBy(() -> new HashPolicy("path", factor, false, false))
                .hasMessage("hash load factor must be 0 or between 1.01 and 100 but is " + factor);
    }

    private Picker build(Algorithm algorithm, HashPolicy policy, @Nullable Picker previous) {
        return algorithm.build(
                nodes, new Settings("orders", new BalancePolicy("URL_HASH").with(policy), Picks.ZERO), previous);
    }

    private static String order(Picker picker, String path) {
        Keyed call = Keyed.path(path);
        return Picks.sequence(() -> call.remember(picker.pick(call)), 6);
    }

    private Node node(String id) {
        return nodes.get(id.charAt(0) - 'a');
    }

    private static Algorithm named(String name) {
        return List.of(KeyHash.ip(), KeyHash.url(), KeyHash.consistent()).stream()
                .filter(algorithm -> algorithm.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
