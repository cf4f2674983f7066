package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeTest {

    private final Node node = Picks.nodes("a").get(0);

    @Test
    void countsABurstOfFailuresOnce() {
        for (int i = 0; i < 5; i++) {
            node.failed(i, 10 + i, 0);
        }
        assertThat(node.failures().count(14)).isEqualTo(1);

        node.failed(11, 15, 0);
        assertThat(node.failures().count(15)).as("begun since").isEqualTo(2);
    }

    @Test
    void countsNoFailureOfWhatBeganBeforeItWasReadmitted() {
        node.readmit(100);
        node.failed(99, 101, 0);

        assertThat(node.failures().none()).isTrue();
    }
}
