package io.haplatform.core.time;

/**
 * A monotonic clock. Readings are nanoseconds from an arbitrary origin and are compared by difference only; they
 * have nothing to do with the date.
 */
@FunctionalInterface
public interface Ticker {

    /** @return nanoseconds since an arbitrary origin; may be negative and wraps like {@link System#nanoTime()} */
    long nanos();
}
