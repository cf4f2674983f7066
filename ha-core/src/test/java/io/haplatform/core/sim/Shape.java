package io.haplatform.core.sim;

/**
 * How much of everything there is.
 *
 * @param callers each with its share of the calls
 * @param servers the usual ones
 * @param workers of each server
 * @param meanMillis that a call takes a worker
 * @param load share of the time that a worker is busy, if all is well and evenly spread
 * @param seconds that callers call
 */
record Shape(int callers, int servers, int workers, int meanMillis, double load, int seconds) {

    /** 1,400 calls a second. */
    static final Shape USUAL = new Shape(10, 20, 2, 20, 0.7, 20);

    /** More and smaller calls, 5,600 a second, as in the figures that the targets were taken from. */
    static final Shape DENSE = new Shape(10, 20, 4, 10, 0.7, 10);

    Shape withLoad(double other) {
        return new Shape(callers, servers, workers, meanMillis, other, seconds);
    }

    Shape withCallers(int other) {
        return new Shape(other, servers, workers, meanMillis, load, seconds);
    }

    double callsPerSecond() {
        return load * servers * workers * 1000 / meanMillis;
    }

    long meanNanos() {
        return meanMillis * 1_000_000L;
    }

    long lengthNanos() {
        return seconds * 1_000_000_000L;
    }
}
