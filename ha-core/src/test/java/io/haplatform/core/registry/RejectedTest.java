package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RejectedTest {

    private final Rejected rejected = new Rejected();

    @Test
    void whatOneSnapshotComplainsOfHoldsWhileOthersAreRead() {
        rejected.load(Set.of("orders", "stock"), List.of("orders is broken"));
        rejected.load(Set.of("billing"), List.of("billing is broken"));
        rejected.load(Set.of(), List.of());

        assertThat(rejected.all()).containsExactlyInAnyOrder("orders is broken", "billing is broken");
    }

    @Test
    void itEndsWhenAllThatTheSnapshotWasAskedForHaveBeenReadAnew() {
        rejected.load(Set.of("orders", "stock"), List.of("orders is broken"));
        rejected.load(Set.of("orders"), List.of());
        assertThat(rejected.all()).containsExactly("orders is broken");

        rejected.load(Set.of("stock"), List.of());
        assertThat(rejected.all()).isEmpty();
    }

    @Test
    void whatIsWrongWithTheNamesEndsWithAnySnapshot() {
        rejected.load(Set.of(), List.of("a name is too long"));
        assertThat(rejected.all()).containsExactly("a name is too long");

        rejected.load(Set.of("orders"), List.of());
        assertThat(rejected.all()).isEmpty();
    }
}
