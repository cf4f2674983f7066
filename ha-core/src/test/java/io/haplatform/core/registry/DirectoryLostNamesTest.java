package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the names of services that a store has lost. */
class DirectoryLostNamesTest extends DirectoryRules {

    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration TWO_LEASES = Duration.ofSeconds(12);

    @Test
    void namesOfServicesNobodyFollowsSurviveTheLostStoreToo() {
        follows();
        log(2, put(instance("stock", "x")));
        gap();

        answer(inNewStore(0), "orders");
        assertThat(directory.services()).containsExactly("stock");

        time.advance(TWO_LEASES);
        assertThat(directory.services()).isEmpty();
    }

    @Test
    void manyNamesHoldNoInstanceBack() {
        follows(instance("orders", "a"), instance("orders", "b"));
        log(2, put(instance("a", "x")), put(instance("b", "x")), put(instance("c", "x")), put(instance("d", "x")));
        gap();
        answer(inNewStore(0), "orders", instance("orders", "a"));

        time.advance(TWO_LEASES);

        assertThat(ids()).containsExactly("a");
        assertThat(directory.services()).containsExactlyInAnyOrder("a", "b", "c", "d", "orders");
        assertThat(directory.status().kept()).startsWith("4 of 5 services are not known");
    }

    @Test
    void manyNamesThatHaveNotComeBackStayToo() {
        follows();
        log(2, put(instance("a", "x")), put(instance("b", "x")), put(instance("c", "x")), put(instance("d", "x")));
        gap();
        answer(inNewStore(0), "orders");

        time.advance(Duration.ofMinutes(10));
        assertThat(directory.services()).containsExactlyInAnyOrder("a", "b", "c", "d");

        log(new LogEntry(inNewStore(1), "", time.now(), List.of(put(instance("a", "x")))));
        time.advance(LEASE);
        assertThat(directory.services()).containsExactly("a");
    }
}
