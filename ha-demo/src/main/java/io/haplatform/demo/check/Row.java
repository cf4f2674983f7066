package io.haplatform.demo.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the result.
 *
 * @param startNanos of the fault, by {@link System#nanoTime}
 * @param callers from the fault to the last pick of the lost instance; zero if it was never picked again
 * @param usedAgain from ready to the first request it served
 * @param due how many requests were to be sent in this time
 * @param failures of its requests, in order
 */
record Row(
        String fault,
        long startNanos,
        int requests,
        long due,
        List<Exchange> failures,
        @Nullable Duration callers,
        @Nullable Duration admin,
        @Nullable Duration usedAgain,
        @Nullable Target target) {

    private static final double ENOUGH = 0.8;

    /** The traffic before the first fault: nothing may fail here either. */
    static Row quiet(List<Exchange> exchanges, int perSecond, long fromNanos, long untilNanos) {
        List<Exchange> own = in(exchanges, fromNanos, untilNanos);
        long due = due(perSecond, fromNanos, untilNanos);
        return new Row("none", fromNanos, own.size(), due, failed(own), null, null, null, null);
    }

    /** @param untilNanos end of the step: requests up to here are its own */
    static Row of(CheckStep step, Observation seen, List<Exchange> exchanges, int perSecond, long untilNanos) {
        List<Exchange> own = in(exchanges, seen.faultNanos(), untilNanos);
        Instance lost = seen.instance();
        if (lost == null) {
            long due = due(perSecond, seen.faultNanos(), untilNanos);
            Duration admin = seen.admin().orElse(null);
            return new Row(
                    step.name(), seen.faultNanos(), own.size(), due, failed(own), null, admin, null, step.target());
        }
        int port = lost.port();
        String id = lost.id();
        Duration callers = Duration.ofNanos(own.stream()
                .filter(each -> each.touched(port) && each.startedIn(seen.faultNanos(), seen.goneUntilNanos()))
                .mapToLong(each -> each.pickedNanos(port) - seen.faultNanos())
                .max()
                .orElse(0));
        Optional<Duration> usedAgain = own.stream()
                .filter(each -> id.equals(each.servedBy()) && each.startNanos() - seen.goneUntilNanos() >= 0)
                .map(each -> Duration.ofNanos(Math.max(0, each.endNanos() - seen.readyNanos())))
                .min(Duration::compareTo);
        return new Row(
                id + " " + step.name(),
                seen.faultNanos(),
                own.size(),
                due(perSecond, seen.faultNanos(), untilNanos),
                failed(own),
                callers,
                seen.admin().orElse(null),
                usedAgain.orElse(null),
                step.target());
    }

    /** Why the check does not pass; empty if it does. */
    List<String> objections() {
        List<String> objections = new ArrayList<>();
        if (requests == 0) {
            objections.add(fault + ": no request was sent");
        } else if (requests < due * ENOUGH) {
            objections.add(fault + ": only " + requests + " of " + due
                    + " requests were sent: too few to show that none fails");
        }
        if (!failures.isEmpty()) {
            objections.add(fault + ": " + failures.size() + " of " + requests + " requests failed, none may");
        }
        if (target != null) {
            Duration gate = target.callersGate();
            if (gate != null && (callers == null || callers.compareTo(gate) > 0)) {
                objections.add(fault + ": callers must notice within " + Table.time(gate) + " but took "
                        + Table.time(callers));
            }
            if (admin == null || admin.compareTo(target.adminGate()) > 0) {
                objections.add(fault + ": admin must notice within " + Table.time(target.adminGate()) + " but took "
                        + Table.time(admin));
            }
            if (gate != null && usedAgain == null) {
                objections.add(fault + ": it must serve again after its return but did not");
            }
        }
        return objections;
    }

    /** The first failures, a line each: when, how long it took, and what came of it. */
    List<String> describeFailures(int atMost) {
        return failures.stream()
                .limit(atMost)
                .map(each -> "  " + fault + ", after " + Table.time(Duration.ofNanos(each.startNanos() - startNanos))
                        + ", in " + Table.time(Duration.ofNanos(each.endNanos() - each.startNanos())) + ": "
                        + each.failure())
                .toList();
    }

    private static long due(int perSecond, long fromNanos, long untilNanos) {
        return Duration.ofNanos(untilNanos - fromNanos).toMillis() * perSecond / 1000;
    }

    private static List<Exchange> in(List<Exchange> exchanges, long fromNanos, long untilNanos) {
        return exchanges.stream()
                .filter(each -> each.startedIn(fromNanos, untilNanos))
                .toList();
    }

    private static List<Exchange> failed(List<Exchange> exchanges) {
        return exchanges.stream().filter(Exchange::failed).toList();
    }
}
