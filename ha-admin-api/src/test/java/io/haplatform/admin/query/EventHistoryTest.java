package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventHistoryTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final EventHistory history = new EventHistory(new StartId("start"), 3);

    @Test
    void givesTheNewestFirstAndSaysWhetherOlderOnesMatch() {
        add("a");
        add("b");
        add("c");

        EventHistory.Stretch first = history.read("", 2, event -> true);
        EventHistory.Stretch rest = history.read(first.items().get(1).id(), 2, event -> true);

        assertThat(first.items()).extracting(Event::instance).containsExactly("c", "b");
        assertThat(first.more()).isTrue();
        assertThat(rest.items()).extracting(Event::instance).containsExactly("a");
        assertThat(rest.more()).isFalse();
    }

    @Test
    void pagesAreNotShiftedByEventsThatCome() {
        add("a");
        add("b");
        String last = history.read("", 1, event -> true).items().get(0).id();
        add("c");

        assertThat(history.read(last, 5, event -> true).items())
                .extracting(Event::instance)
                .containsExactly("a");
    }

    @Test
    void forgetsTheOldestBeyondItsLimit() {
        add("a");
        add("b");
        add("c");
        add("d");

        assertThat(history.read("", 10, event -> true).items())
                .extracting(Event::instance)
                .containsExactly("d", "c", "b");
    }

    @Test
    void saysNothingAboutOlderOnesThatDoNotMatch() {
        add("a");
        add("b");
        add("a");

        EventHistory.Stretch stretch = history.read("", 1, event -> "b".equals(event.instance()));

        assertThat(stretch.items()).hasSize(1);
        assertThat(stretch.more()).isFalse();
    }

    @Test
    void knowsItsOwnIdsAlone() {
        String id = add("a").id();

        assertThat(history.knows(id)).isTrue();
        assertThat(history.knows("start-2")).isFalse();
        assertThat(history.knows("other-1")).isFalse();
        assertThat(history.knows("start-x")).isFalse();
    }

    private Event add(String instance) {
        return history.add(
                new Event("", Event.Type.InstanceChanged, "orders", instance, null, null, null, null, THEN, "owner"));
    }
}
