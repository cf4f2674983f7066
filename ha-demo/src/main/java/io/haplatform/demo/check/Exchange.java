package io.haplatform.demo.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to the storefront and what came of it.
 *
 * @param startNanos when it was sent, by {@link System#nanoTime}
 * @param servedBy id of the instance whose answer it was; null if it failed
 * @param triedPorts ports of every instance the storefront tried, in order; the demo's ports are unique
 * @param failure why it counts as failed, in words; null if it did not fail
 */
record Exchange(
        long startNanos, long endNanos, @Nullable String servedBy, List<Integer> triedPorts, @Nullable String failure) {

    Exchange {
        triedPorts = List.copyOf(triedPorts);
    }

    boolean failed() {
        return failure != null;
    }

    boolean startedIn(long fromNanos, long untilNanos) {
        return startNanos - fromNanos >= 0 && startNanos - untilNanos < 0;
    }

    boolean touched(int port) {
        return triedPorts.contains(port);
    }

    /**
     * When the storefront last picked this instance, as late as it can have been: the first pick of a call comes right
     * after its start, a later one before its end.
     */
    long pickedNanos(int port) {
        return triedPorts.lastIndexOf(port) == 0 ? startNanos : endNanos;
    }
}
