package io.haplatform.core.balance;

/**
 * Values that fade: what is 100 now is 37 in ten seconds, and 14 in twenty ({@code e^(-t/10s)}).
 *
 * <p>A value and the moment it was written share one {@code long}, so that both change in a single compare-and-set; it
 * fades when it is read. The moment is kept in units of about a millisecond, modulo 52 days: fine enough against ten
 * seconds, and a value that is older than two minutes has faded to nothing.
 */
final class Fading {

    /** After this time the share {@code 1/e} is left. */
    static final long TAU_NANOS = 10_000_000_000L;

    /** A unit is 2^20 ns. */
    static final int UNIT_BITS = 20;

    private static final int FINE_BITS = 8;
    private static final int FINE = (1 << FINE_BITS) - 1;
    private static final int AGES = 1 << 17;

    /** How far clocks that were read at about the same time may be apart: four seconds. */
    private static final int BEHIND = 1 << 12;

    // e^(-age/tau) as a product of two looked up: one step is a unit here …
    private static final float[] LEFT_OF_FINE = table(1 << FINE_BITS, 1);
    // … and 256 units here
    private static final float[] LEFT_OF_COARSE = table(AGES >> FINE_BITS, 1 << FINE_BITS);

    private Fading() {}

    static long of(float value, long nowNanos) {
        return ((nowNanos >> UNIT_BITS) << 32) | Integer.toUnsignedLong(Float.floatToRawIntBits(value));
    }

    /** Whether it was written in the very unit of time that it is now. */
    static boolean isOf(long packed, long nowNanos) {
        return (int) (nowNanos >> UNIT_BITS) == (int) (packed >>> 32);
    }

    /** What was written. */
    static float written(long packed) {
        return Float.intBitsToFloat((int) packed);
    }

    /** What is left of it. */
    static float at(long packed, long nowNanos) {
        return written(packed) * share(packed, nowNanos);
    }

    /** Which share of what was written is left: 1 to 0. */
    static float share(long packed, long nowNanos) {
        int age = (int) (nowNanos >> UNIT_BITS) - (int) (packed >>> 32);
        if ((age & -AGES) == 0) {
            return LEFT_OF_COARSE[age >>> FINE_BITS] * LEFT_OF_FINE[age & FINE];
        }
        // a little before: whoever reads has read the clock before whoever wrote; anything else is 52 days ago
        return age < 0 && age > -BEHIND ? 1 : 0;
    }

    private static float[] table(int size, int unitsPerStep) {
        float[] left = new float[size];
        for (int i = 0; i < size; i++) {
            left[i] = (float) Math.exp(-(double) (((long) i * unitsPerStep) << UNIT_BITS) / TAU_NANOS);
        }
        return left;
    }
}
