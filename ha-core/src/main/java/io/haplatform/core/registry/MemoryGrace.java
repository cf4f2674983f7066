package io.haplatform.core.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When a lease that has ended proves nothing: for a lease after nobody swept for long, since perhaps nobody could renew
 * either; and in one service for a lease after an instance that had lapsed came back, since then the silence was not
 * death.
 *
 * <p>Not thread-safe.
 */
final class MemoryGrace {

    /** How long the longest lease that a sweeper had counts, though none with it has swept since. */
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final Map<String, Instant> services = new HashMap<>();
    private Instant sweptAt;
    private Instant until;
    private Duration longest = Duration.ZERO;
    private Instant longestAt;

    MemoryGrace(Instant now) {
        this.sweptAt = now;
        this.until = now;
        this.longestAt = now;
    }

    /**
     * A sweep begins.
     *
     * @param lease that this sweeper grants; processes with others may sweep too
     * @return the longest lease that anybody may have
     */
    Duration onSweep(Duration lease, Instant now) {
        Duration span = longer(lease, longest);
        until = earlier(until, now.plus(span));
        Duration silence = longer(lease.dividedBy(2), Sweeper.interval(lease).multipliedBy(3));
        if (Duration.between(sweptAt, now).compareTo(silence) > 0) {
            until = now.plus(span);
        }
        if (lease.compareTo(longest) >= 0 || Duration.between(longestAt, now).compareTo(REMEMBERED) > 0) {
            longest = lease;
            longestAt = now;
        }
        sweptAt = now;
        services.values().removeIf(end -> !now.isBefore(end));
        services.replaceAll((service, end) -> earlier(end, now.plus(span)));
        return span;
    }

    /** One of the service that had lapsed has spoken again. */
    void onReturn(String service, Instant leaseEnd) {
        services.put(service, leaseEnd);
    }

    /** The service has no instance left. */
    void onEnd(String service) {
        services.remove(service);
    }

    /** Whether silence proves nothing in this service, as of the sweep that has begun. */
    boolean holds(String service, Instant now) {
        return holdsForAll(now) || now.isBefore(services.getOrDefault(service, Instant.MIN));
    }

    /** Whether it proves nothing anywhere. */
    boolean holdsForAll(Instant now) {
        return now.isBefore(until);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
