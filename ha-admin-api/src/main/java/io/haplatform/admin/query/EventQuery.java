package io.haplatform.admin.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what happened. Thread-safe. */
public final class EventQuery {

    /**
     * Which events are wanted; null takes any.
     *
     * @param service concerned
     * @param instance concerned
     * @param type of event
     */
    public record Filter(@Nullable String service, @Nullable String instance, Event.@Nullable Type type) {

        boolean takes(Event event) {
            return (service == null || service.equals(event.service()))
                    && (instance == null || instance.equals(event.instance()))
                    && (type == null || type == event.type());
        }
    }

    /**
     * A stretch of the history.
     *
     * @param items newest first
     * @param more whether older ones match too
     */
    public record Stretch(List<Event> items, boolean more) {}

    private final EventHistory history;

    EventQuery(EventHistory history) {
        this.history = history;
    }

    /** @param before id of the last event of the stretch before; empty to begin */
    public Stretch read(Filter filter, String before, int limit) {
        EventHistory.Stretch stretch = history.read(before, limit, filter::takes);
        return new Stretch(stretch.items(), stretch.more());
    }

    /** Whether this start of the admin gave out this id. */
    public boolean knows(String id) {
        return history.knows(id);
    }
}
