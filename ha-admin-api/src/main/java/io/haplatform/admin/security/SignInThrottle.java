package io.haplatform.admin.security;

import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing: an address that failed to sign in {@value #ALLOWED} times within a minute is not listened to until
 * that minute is over, whatever it sends. Who is signed in already is not touched. Bounded: under attack from many
 * addresses the oldest are forgotten first. Thread-safe.
 */
final class SignInThrottle {

    static final int ALLOWED = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;

    /** Failures of one address since the first of them. */
    private record Failures(int count, long sinceNanos) {}

    private final Ticker ticker;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    SignInThrottle(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized void failed(String address) {
        long now = ticker.nanos();
        Failures before = byAddress.get(address);
        byAddress.put(
                address,
                before == null || isOver(before, now)
                        ? new Failures(1, now)
                        : new Failures(before.count() + 1, before.sinceNanos()));
    }

    /** How long this address must wait; zero when it may try. */
    synchronized Duration mustWait(String address) {
        Failures failures = byAddress.get(address);
        if (failures == null || failures.count() < ALLOWED) {
            return Duration.ZERO;
        }
        long now = ticker.nanos();
        if (isOver(failures, now)) {
            byAddress.remove(address);
            return Duration.ZERO;
        }
        return WINDOW.minusNanos(now - failures.sinceNanos());
    }

    private static boolean isOver(Failures failures, long now) {
        return now - failures.sinceNanos() >= WINDOW.toNanos();
    }
}
