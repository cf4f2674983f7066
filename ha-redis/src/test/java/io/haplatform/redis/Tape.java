package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.LogEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A follower that writes down what it is told, as words, in order. */
final class Tape implements Follower {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void onEntry(LogEntry entry) {
        told.add(entry.position().revision() + ":"
                + entry.mutations().stream()
                        .map(Mutation::key)
                        .map(InstanceKey::id)
                        .toList());
    }

    @Override
    public void onGap(String reason, boolean historyLost) {
        told.add("gap: " + reason);
    }

    @Override
    public void onAvailability(boolean available, String reason) {
        told.add((available ? "back: " : "away: ") + reason);
    }

    /** The next thing that it is told. */
    String next() throws InterruptedException {
        String next = told.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("the follower is told nothing for " + PATIENCE.toSeconds() + " s");
        }
        return next;
    }

    /** What it is told within this time, or null. */
    @Nullable
    String within(Duration time) throws InterruptedException {
        return told.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everything else that it has been told. */
    List<String> rest() {
        List<String> rest = new ArrayList<>();
        told.drainTo(rest);
        return rest;
    }

    boolean isEmpty() {
        return told.isEmpty();
    }
}
