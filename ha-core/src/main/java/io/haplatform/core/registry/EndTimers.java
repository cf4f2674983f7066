package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One timer per service, for when the next of its overrides or observations ends by itself.
 *
 * <p>For use on the directory's executor alone.
 */
final class EndTimers {

    /** A far end is looked at again now and then: the store's clock and ours do not run alike for years. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private record Wake(Instant at, Cancellable timer) {}

    private final SerialExecutor serial;
    private final StoreClock clock;
    private final BiConsumer<String, Instant> ended;
    private final Map<String, Wake> wakes = new HashMap<>();

    /** @param ended told the service and the store's time, which is not before the end */
    EndTimers(SerialExecutor serial, StoreClock clock, BiConsumer<String, Instant> ended) {
        this.serial = serial;
        this.clock = clock;
        this.ended = ended;
    }

    /** @param end when the service's next end is, or null when nothing of it ends */
    void set(String service, @Nullable Instant end) {
        Wake before = wakes.get(service);
        if (before != null && before.at().equals(end)) {
            return;
        }
        if (before != null) {
            wakes.remove(service);
            before.timer().cancel();
        }
        if (end != null) {
            arm(service, end);
        }
    }

    private void arm(String service, Instant end) {
        Duration left = Duration.between(clock.now(), end);
        Duration wait = left.compareTo(LONGEST) < 0 ? left : LONGEST;
        wakes.put(service, new Wake(end, serial.schedule(wait, () -> wake(service, end))));
    }

    void close() {
        wakes.values().forEach(wake -> wake.timer().cancel());
        wakes.clear();
    }

    private void wake(String service, Instant end) {
        Instant now = clock.now();
        if (now.isBefore(end)) {
            // not yet, or the estimate of the store's time has gone back since the timer was set
            arm(service, end);
        } else {
            wakes.remove(service);
            ended.accept(service, now);
        }
    }
}
