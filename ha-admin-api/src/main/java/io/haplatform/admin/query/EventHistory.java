package io.haplatform.admin.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The last events, in memory: bounded, the oldest go first, gone with the process. Ids are {@code <start>-<number>},
 * where {@code start} is drawn by each start of the admin, so that an id of an earlier start is recognised. Thread-safe.
 */
final class EventHistory {

    /**
     * A stretch of the history.
     *
     * @param items newest first
     * @param more whether older ones match too
     */
    record Stretch(List<Event> items, boolean more) {}

    private final String start;
    private final int limit;
    private final ArrayDeque<Event> newestFirst = new ArrayDeque<>();
    private long number;

    EventHistory(String start, int limit) {
        this.start = start;
        this.limit = limit;
    }

    /** Keeps the event, under the next id. */
    synchronized Event add(Event withoutId) {
        Event event = new Event(
                start + "-" + ++number,
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
        long n = numberOf(id);
        return n > 0 && n <= number;
    }

    /** @param before only events older than this one; empty for the newest */
    synchronized Stretch read(String before, int count, Predicate<Event> wanted) {
        long below = before.isEmpty() ? Long.MAX_VALUE : numberOf(before);
        List<Event> items = new ArrayList<>();
        Iterator<Event> events = newestFirst.iterator();
        while (events.hasNext()) {
            Event event = events.next();
            if (numberOf(event.id()) >= below || !wanted.test(event)) {
                continue;
            }
            if (items.size() == count) {
                return new Stretch(List.copyOf(items), true);
            }
            items.add(event);
        }
        return new Stretch(List.copyOf(items), false);
    }

    /** -1 when the id is of another start, or no id at all. */
    private long numberOf(String id) {
        String prefix = start + "-";
        if (!id.startsWith(prefix)) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(prefix.length()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
