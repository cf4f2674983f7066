package io.haplatform.core.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The stretch of the log that a directory has applied, remembered well enough to tell another history from a late
 * message of the same one.
 *
 * <p>Not thread-safe.
 */
final class History {

    private static final int REMEMBERED = 1_024;

    private final Map<Long, String> nonces = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > REMEMBERED;
        }
    };
    private Position applied = Position.NONE;

    /** The last entry applied; {@link Position#NONE} before the first snapshot. */
    Position applied() {
        return applied;
    }

    /** Starts anew at the place of a snapshot. */
    void begin(Position position) {
        nonces.clear();
        advance(position);
    }

    void advance(Position position) {
        applied = position;
        nonces.put(position.revision(), position.nonce());
    }

    /** Whether this is a place in the log of a store that is followed no longer. */
    boolean isOfAnotherStore(Position position) {
        return !position.equals(Position.NONE) && !position.store().equals(applied.store());
    }

    /** Whether this very entry has been applied already. */
    boolean contains(Position position) {
        return position.store().equals(applied.store()) && position.nonce().equals(nonces.get(position.revision()));
    }

    /**
     * Whether this place in the log proves that the store's history is not the one applied here.
     *
     * @param atLeast a revision that the store had reached, as far as we know, before it answered with this place
     */
    boolean isContradictedBy(Position position, long atLeast) {
        if (applied.equals(Position.NONE)) {
            return false;
        }
        String nonce = nonces.get(position.revision());
        return !position.store().equals(applied.store())
                || position.revision() < atLeast
                || (nonce != null && !nonce.equals(position.nonce()));
    }
}
