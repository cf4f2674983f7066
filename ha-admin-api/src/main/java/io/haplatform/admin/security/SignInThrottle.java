package io.haplatform.admin.security;

import io.haplatform.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Slows guessing: an address that failed to sign in {@value #ALLOWED} times within a minute is not listened to until
 * that minute is over. An attempt counts from the moment it begins and is given back when it succeeds, so guesses that
 * are sent all at once get no further than those sent one by one. The 2⁶⁴ addresses of an IPv6 network count as one: a
 * single host may use them all. Bounded: under attack from many networks the oldest are forgotten first. Thread-safe.
 */
final class SignInThrottle {

    static final int ALLOWED = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;
    private static final int GROUPS = 8;
    private static final int GROUPS_OF_A_NETWORK = 4;

    /** Attempts that failed, or are under way, since the first of them. */
    private record Attempts(int count, long sinceNanos) {}

    private final Ticker ticker;
    private final Map<String, Attempts> byNetwork = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    SignInThrottle(Ticker ticker) {
        this.ticker = ticker;
    }

    /** How long this address must wait; zero when it may try, and then the attempt counts until it succeeded. */
    synchronized Duration begin(String address) {
        String network = network(address);
        long now = ticker.nanos();
        Attempts before = byNetwork.get(network);
        if (before == null || now - before.sinceNanos() >= WINDOW.toNanos()) {
            byNetwork.put(network, new Attempts(1, now));
            return Duration.ZERO;
        }
        if (before.count() >= ALLOWED) {
            return WINDOW.minusNanos(now - before.sinceNanos());
        }
        byNetwork.put(network, new Attempts(before.count() + 1, before.sinceNanos()));
        return Duration.ZERO;
    }

    /** Gives the attempt back. */
    synchronized void succeeded(String address) {
        byNetwork.computeIfPresent(
                network(address),
                (network, attempts) ->
                        attempts.count() == 1 ? null : new Attempts(attempts.count() - 1, attempts.sinceNanos()));
    }

    /** The /64 of an IPv6 address, anything else as it is. By text alone: what a proxy claims is never looked up. */
    static String network(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return address;
        }
        if (address.indexOf('.') >= 0) {
            // IPv4 in the clothes of IPv6, ::ffff:10.0.0.9
            return address.substring(colon + 1);
        }
        int gap = address.indexOf("::");
        List<String> groups = new ArrayList<>(groups(gap < 0 ? address : address.substring(0, gap)));
        List<String> tail = gap < 0 ? List.of() : groups(address.substring(gap + 2));
        while (groups.size() + tail.size() < GROUPS) {
            groups.add("0");
        }
        groups.addAll(tail);
        return String.join(":", groups.subList(0, GROUPS_OF_A_NETWORK));
    }

    private static List<String> groups(String text) {
        return Arrays.stream(text.split(":", -1))
                .filter(group -> !group.isEmpty())
                .map(group -> group.replaceFirst("^0+(?=.)", "").toLowerCase(Locale.ROOT))
                .toList();
    }
}
