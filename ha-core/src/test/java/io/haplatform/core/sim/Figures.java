package io.haplatform.core.sim;

/**
 * What came of a run.
 *
 * @param calls begun
 * @param lost calls that were not answered, or with a failure
 * @param wasted attempts that failed, whatever became of their calls
 * @param p50 of the response times of calls that were answered, in microseconds, retries and pauses included
 * @param p99 the same
 * @param p999 the same
 * @param loadPerMille attempts at the server that had most, per thousand of the mean
 * @param hash of all that happened
 */
record Figures(
        String scenario,
        String algorithm,
        long seed,
        int calls,
        int lost,
        int wasted,
        long p50,
        long p99,
        long p999,
        long loadPerMille,
        long hash) {

    static final String COLUMNS =
            "scenario,algorithm,seed,calls,lost,wasted,p50_us,p99_us,p999_us,max_per_1000_of_mean,events";

    String line() {
        return String.join(
                ",",
                scenario,
                algorithm,
                "" + seed,
                "" + calls,
                "" + lost,
                "" + wasted,
                "" + p50,
                "" + p99,
                "" + p999,
                "" + loadPerMille,
                Long.toHexString(hash));
    }

    static Figures of(String line) {
        String[] cells = line.split(",", -1);
        return new Figures(
                cells[0],
                cells[1],
                Long.parseLong(cells[2]),
                Integer.parseInt(cells[3]),
                Integer.parseInt(cells[4]),
                Integer.parseInt(cells[5]),
                Long.parseLong(cells[6]),
                Long.parseLong(cells[7]),
                Long.parseLong(cells[8]),
                Long.parseLong(cells[9]),
                Long.parseUnsignedLong(cells[10], 16));
    }

    double lostPercent() {
        return 100.0 * lost / calls;
    }

    double wastedPercent() {
        return 100.0 * wasted / calls;
    }
}
