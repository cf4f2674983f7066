package io.haplatform.core.registry;

import io.haplatform.core.instance.Mutation;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A log that remembers its newest entries, each of which names the one before.
 *
 * <p>Not thread-safe.
 */
final class MemoryLog {

    private final RandomGenerator random;
    private final int limit;
    private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
    private Position head;

    /** @param limit how many entries it remembers */
    MemoryLog(RandomGenerator random, int limit) {
        this.random = random;
        this.limit = limit;
        this.head = new Position(nonce(), 0, "");
    }

    Position head() {
        return head;
    }

    /** Adds an entry, unless nothing has changed. */
    void append(List<Mutation> mutations, Instant now) {
        if (mutations.isEmpty()) {
            return;
        }
        Position next = new Position(head.store(), head.revision() + 1, nonce());
        entries.put(next.revision(), new LogEntry(next, head.nonce(), now, mutations));
        if (entries.size() > limit) {
            entries.pollFirstEntry();
        }
        head = next;
    }

    /** The entries after a place, or null when the log does not go on from there. */
    @Nullable
    List<LogEntry> since(Position from) {
        if (from.equals(head)) {
            return List.of();
        }
        List<LogEntry> later =
                List.copyOf(entries.tailMap(from.revision(), false).values());
        return !later.isEmpty() && later.get(0).follows(from) ? later : null;
    }

    /** Whether something was said of this place, or up to it, that this log does not know: it is of another history. */
    boolean hasLost(Position place) {
        LogEntry there = entries.get(place.revision());
        LogEntry next = entries.get(place.revision() + 1);
        return !place.store().equals(head.store())
                || place.revision() > head.revision()
                || (place.revision() == head.revision() && !place.nonce().equals(head.nonce()))
                || (there != null && !there.position().nonce().equals(place.nonce()))
                || (next != null && !next.follows(place));
    }

    private String nonce() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }
}
