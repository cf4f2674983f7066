package io.haplatform.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Deals outages to histories that are told at the same time: at random, each once before any comes again. Thread-safe.
 */
final class OutageDeck {

    private final Random random;
    private final List<Outage> left = new ArrayList<>();
    private int dealt;

    OutageDeck(long seed) {
        random = new Random(seed);
    }

    synchronized Outage deal() {
        if (left.isEmpty()) {
            left.addAll(List.of(Outage.values()));
            Collections.shuffle(left, random);
        }
        dealt++;
        return left.remove(0);
    }

    /** Whether each outage was dealt to somebody. */
    synchronized boolean isThrough() {
        return dealt >= Outage.values().length;
    }
}
