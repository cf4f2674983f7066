package io.haplatform.admin.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The last events, in memory: bounded, the oldest go first, gone with the process. An id of an earlier start of the
 * admin is recognised. Thread-safe.
 */
final class EventHistory {

    /**
     * A stretch of the history.
     *
     * @param items newest first
     * @param more whether older ones match too
     */
    record Stretch(List<Event> items, boolean more) {}

    private final StartId ids;
    private final int limit;
    private final ArrayDeque<Event> newestFirst = new ArrayDeque<>();
    private long number;

    EventHistory(StartId ids, int limit) {
        this.ids = ids;
        this.limit = limit;
    }

    /** Keeps the event, under the next id. */
    synchronized Event add(Event withoutId) {
        Event event = new Event(
                ids.id(++number),
                withoutId.type(),
                withoutId.service(),
                withoutId.instance(),
                withoutId.from(),
                withoutId.to(),
                withoutId.reason(),
                withoutId.epoch(),
                withoutId.at(),
                withoutId.by());
        newestFirst.addFirst(event);
        if (newestFirst.size() > limit) {
            newestFirst.removeLast();
        }
        return event;
    }

    /** Whether {@code id} was given out by this start of the admin. */
    synchronized boolean knows(String id) {
        long n = ids.numberOf(id);
        return n > 0 && n <= number;
    }

    /** @param before only events older than this one; empty for the newest */
    synchronized Stretch read(String before, int count, Predicate<Event> wanted) {
        long below = before.isEmpty() ? Long.MAX_VALUE : ids.numberOf(before);
        List<Event> items = new ArrayList<>();
        Iterator<Event> events = newestFirst.iterator();
        while (events.hasNext()) {
            Event event = events.next();
            if (ids.numberOf(event.id()) >= below || !wanted.test(event)) {
                continue;
            }
            if (items.size() == count) {
                return new Stretch(List.copyOf(items), true);
            }
            items.add(event);
        }
        return new Stretch(List.copyOf(items), false);
    }
}
