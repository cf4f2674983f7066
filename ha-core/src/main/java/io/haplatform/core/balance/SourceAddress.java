package io.haplatform.core.balance;

/**
 * Hashes an IP address by its value, so that {@code ::1} and {@code 0:0:0:0:0:0:0:1} are one, as are {@code 10.0.0.1}
 * and {@code ::ffff:10.0.0.1}. A text that is no address is hashed as it is. Allocates nothing.
 */
final class SourceAddress {

    private static final long NO_ADDRESS = -1;
    private static final int GROUPS = 8;

    private SourceAddress() {}

    /** @param network whether only /24 of an IPv4 address counts, and /64 of an IPv6 one */
    static long hash(String text, boolean network) {
        if (text.indexOf(':') < 0) {
            long address = v4(text, 0, text.length());
            return address == NO_ADDRESS ? StableHash.of(text) : hashV4(address, network);
        }
        return hashV6(text, network);
    }

    private static long hashV4(long address, boolean network) {
        return StableHash.of(network ? address & 0xffff_ff00L : address);
    }

    /** @return {@link #NO_ADDRESS} unless it is one */
    private static long v4(String text, int from, int to) {
        long address = 0;
        int part = 0;
        int digits = 0;
        int dots = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0 && dots < 3) {
                address = (address << 8) | part;
                part = 0;
                digits = 0;
                dots++;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                part = part * 10 + c - '0';
                digits++;
            } else {
                return NO_ADDRESS;
            }
            if (part > 255) {
                return NO_ADDRESS;
            }
        }
        return dots == 3 && digits > 0 ? (address << 8) | part : NO_ADDRESS;
    }

    /** Reads group by group into two numbers; what stands before a {@code ::} is put in its place in the end. */
    private static long hashV6(String text, boolean network) {
        int from = text.charAt(0) == '[' ? 1 : 0;
        int to = end(text, from);
        long high = 0;
        long low = 0;
        long headHigh = 0;
        long headLow = 0;
        int head = -1;
        int groups = 0;
        int at = from;
        while (at < to) {
            if (text.charAt(at) == ':') {
                boolean gap = at + 1 < to && text.charAt(at + 1) == ':';
                if (gap ? head >= 0 : groups == 0) {
                    return StableHash.of(text);
                }
                if (gap) {
                    head = groups;
                    headHigh = high;
                    headLow = low;
                    high = 0;
                    low = 0;
                }
                at += gap ? 2 : 1;
                continue;
            }
            int next = text.indexOf(':', at);
            int until = next < 0 || next > to ? to : next;
            int dot = text.indexOf('.', at);
            boolean dotted = until == to && dot >= 0 && dot < to;
            long group = dotted ? v4(text, at, until) : hex(text, at, until);
            if (group == NO_ADDRESS) {
                return StableHash.of(text);
            }
            int bits = dotted ? 32 : 16;
            high = (high << bits) | (low >>> (64 - bits));
            low = (low << bits) | group;
            groups += bits / 16;
            at = until;
        }
        if (head < 0 ? groups != GROUPS : groups >= GROUPS) {
            return StableHash.of(text);
        }
        if (head > 0) {
            int bits = 16 * (GROUPS - head);
            high |= bits >= 64 ? headLow << (bits - 64) : (headHigh << bits) | (headLow >>> (64 - bits));
            low |= bits >= 64 ? 0 : headLow << bits;
        }
        if (high == 0 && low >>> 32 == 0xffff) {
            return hashV4(low & 0xffff_ffffL, network);
        }
        return network ? StableHash.of(high) : StableHash.of(StableHash.of(high) ^ low);
    }

    private static long hex(String text, int from, int to) {
        long group = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || i - from >= 4) {
                return NO_ADDRESS;
            }
            group = (group << 4) | digit;
        }
        return group;
    }

    /** Before the zone ({@code fe80::1%eth0}) or the bracket. */
    private static int end(String text, int from) {
        int end = text.indexOf(from == 1 ? ']' : '%');
        int zone = text.indexOf('%');
        if (zone >= 0 && zone < end) {
            end = zone;
        }
        return end < 0 ? text.length() : end;
    }
}
