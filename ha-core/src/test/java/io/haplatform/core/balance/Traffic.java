package io.haplatform.core.balance;

import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Calls at random moments to nodes that answer, fail or keep silent as a test says, under manual time. */
final class Traffic {

    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final ManualTime time = new ManualTime();
    private final SerialExecutor executor = time.serial("traffic");
    private final Random random = new Random(42);
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();

    /** How a node ends a call. */
    record Ending(Duration after, boolean success, boolean abandoned) {

        static final Ending NEVER = new Ending(TIMEOUT, false);

        Ending(Duration after, boolean success) {
            this(after, success, false);
        }

        /** The caller gives up. */
        static Ending abandoned(long micros) {
            return new Ending(Duration.ofNanos(micros * 1000), false, true);
        }

        static Ending success(long micros) {
            return new Ending(Duration.ofNanos(micros * 1000), true);
        }

        static Ending failure(long micros) {
            return new Ending(Duration.ofNanos(micros * 1000), false);
        }
    }

    /** Calls for so long; what the servers do is asked by id and second for each call. */
    void run(Picker picker, int perSecond, Duration duration, BiFunction<String, Double, Ending> servers) {
        long end = time.nanos() + duration.toNanos();
        while (true) {
            long gap = (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
            if (time.nanos() + gap > end) {
                time.advance(Duration.ofNanos(end - time.nanos()));
                return;
            }
            time.advance(Duration.ofNanos(gap));
            call(Objects.requireNonNull(picker.pick(time::nanos)), servers);
        }
    }

    int calls(String id) {
        return calls.getOrDefault(id, 0);
    }

    int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    int failures() {
        return failures.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void call(Node node, BiFunction<String, Double, Ending> servers) {
        String id = node.key().id();
        long openedAt = time.nanos();
        Ending ending = servers.apply(id, openedAt / 1e9);
        node.begin(openedAt, TIMEOUT.toNanos());
        calls.merge(id, 1, Integer::sum);
        executor.schedule(ending.after(), () -> {
            if (ending.abandoned()) {
                node.abandoned(openedAt, time.nanos());
            } else if (ending.success()) {
                node.succeeded(openedAt, time.nanos());
            } else {
                node.failed(openedAt, time.nanos(), 0);
                failures.merge(id, 1, Integer::sum);
            }
            node.end();
        });
    }
}
