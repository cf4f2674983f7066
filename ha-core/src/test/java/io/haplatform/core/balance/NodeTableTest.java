package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.registry.ServiceView;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTableTest {

    private final NodeTable table = new NodeTable();

    @Test
    void keepsTheNodeOfAnInstanceThatChanges() {
        Node before = list("a").get(0);
        before.begin(0, 0);

        Node after = list("a:7").get(0);

        assertThat(after).isSameAs(before);
        assertThat(after.weight()).isEqualTo(7);
        assertThat(after.inFlight()).isEqualTo(1);
    }

    @Test
    void aNewStartOfAnInstanceIsANewNode() {
        Node before = list("a#1").get(0);
        before.begin(0, 0);
        before.avoid();

        Node after = list("a#2").get(0);

        assertThat(after).isNotSameAs(before);
        assertThat(after.inFlight()).isZero();
        assertThat(after.isUnusable()).isFalse();
    }

    @Test
    void anInstanceThatComesBackWhileCallsToItRunFindsItsCounters() {
        Node before = list("a", "b").get(0);
        before.begin(0, 0);
        before.avoid();
        list("b");
        list("b");

        Node after = list("a", "b").get(0);

        assertThat(after).isSameAs(before);
        assertThat(after.inFlight()).isEqualTo(1);
        assertThat(after.isUnusable()).as("it registered again, so it lives").isFalse();
    }

    @Test
    void anInstanceThatIsGoneWithoutCallsIsForgotten() {
        Node before = list("a", "b").get(0);
        list("b");

        assertThat(list("a", "b").get(0)).isNotSameAs(before);
    }

    @Test
    void aNodeThatWentBusyIsForgottenOnceItIsIdle() {
        Node before = list("a", "b").get(0);
        before.begin(0, 0);
        list("b");
        before.end();
        list("b");

        assertThat(list("a", "b").get(0)).isNotSameAs(before);
    }

    @Test
    void countsWhatWasBegunAlsoAtInstancesThatAreGone() {
        List<Node> nodes = list("a", "b", "c");
        nodes.forEach(node -> node.begin(0, 0));
        nodes.get(0).end();
        list("c#2");
        assertThat(table.begun()).isEqualTo(3);

        nodes.get(1).begin(0, 0);
        assertThat(table.begun()).as("a call begun at one that is leaving").isEqualTo(4);

        nodes.get(1).end();
        nodes.get(1).end();
        list("c#2");
        list("b", "c#2");
        assertThat(table.begun()).isEqualTo(4);
    }

    @Test
    void keepsCountersApartWhenTheyWrap() {
        Node node = list("a").get(0);
        for (int i = 0; i < 3; i++) {
            node.begin(0, 0);
        }
        node.end();

        assertThat(node.begun()).isEqualTo(3);
        assertThat(node.inFlight()).isEqualTo(2);
    }

    private List<Node> list(String... instances) {
        return table.reconcile(
                new ServiceView(
                        "orders",
                        true,
                        1,
                        Arrays.stream(instances)
                                .map(text -> Services.instance("orders", text))
                                .toList()),
                0);
    }
}
