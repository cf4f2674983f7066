package io.haplatform.core.balance;

/**
 * The hash of keys and instances: XXH64 of the text in UTF-16, lower byte first. It is the same in every process and
 * every release, since all callers of a service must agree whom a key belongs to. Allocates nothing.
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash, the specification</a>
 */
final class StableHash {

    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private static final int STRIPE = 16;

    private StableHash() {}

    static long of(String text) {
        return of(text, 0);
    }

    /** @param seed makes another hash of the same text */
    static long of(String text, long seed) {
        int length = text.length();
        int at = 0;
        long hash;
        if (length >= STRIPE) {
            long a = seed + P1 + P2;
            long b = seed + P2;
            long c = seed;
            long d = seed - P1;
            for (; at <= length - STRIPE; at += STRIPE) {
                a = round(a, four(text, at));
                b = round(b, four(text, at + 4));
                c = round(c, four(text, at + 8));
                d = round(d, four(text, at + 12));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        } else {
            hash = seed + P5;
        }
        return end(hash + 2L * length, text, at);
    }

    /** Of a number, as if it were eight bytes, the lowest first. */
    static long of(long number) {
        return avalanche(eight(P5 + 8, number));
    }

    private static long end(long begun, String text, int from) {
        long hash = begun;
        int at = from;
        for (; at + 4 <= text.length(); at += 4) {
            hash = eight(hash, four(text, at));
        }
        if (at + 2 <= text.length()) {
            hash ^= (text.charAt(at) | ((long) text.charAt(at + 1) << 16)) * P1;
            hash = Long.rotateLeft(hash, 23) * P2 + P3;
            at += 2;
        }
        if (at < text.length()) {
            hash = one(one(hash, text.charAt(at) & 0xff), text.charAt(at) >>> 8);
        }
        return avalanche(hash);
    }

    private static long four(String text, int at) {
        return text.charAt(at)
                | ((long) text.charAt(at + 1) << 16)
                | ((long) text.charAt(at + 2) << 32)
                | ((long) text.charAt(at + 3) << 48);
    }

    private static long round(long hash, long lane) {
        return Long.rotateLeft(hash + lane * P2, 31) * P1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * P1 + P4;
    }

    private static long eight(long hash, long lane) {
        return Long.rotateLeft(hash ^ round(0, lane), 27) * P1 + P4;
    }

    private static long one(long hash, long lane) {
        return Long.rotateLeft(hash ^ (lane * P5), 11) * P1;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * P2;
        mixed = (mixed ^ (mixed >>> 29)) * P3;
        return mixed ^ (mixed >>> 32);
    }
}
