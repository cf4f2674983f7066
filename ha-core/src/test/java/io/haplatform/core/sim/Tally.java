package io.haplatform.core.sim;

import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Failure;
import java.util.Arrays;
import java.util.Collection;

/** What a run comes to. It does not keep what happened, but a hash of it, by which two runs can be told apart. */
final class Tally {

    private static final long PRIME = 0x100000001b3L;

    private long[] latencies = new long[1 << 15];
    private int answered;
    private int lost;
    private int wasted;
    private long from;
    private long hash = 0xcbf29ce484222325L;

    /** Has only those calls and attempts count that end from this moment on. */
    void countFrom(long moment) {
        from = moment;
    }

    /** An attempt is over. */
    void attempt(long at, String server, Outcome outcome) {
        note(at);
        note(server.hashCode());
        if (outcome instanceof Failure failure) {
            note(failure.kind().name().hashCode());
            note(failure.status());
            wasted += at < from ? 0 : 1;
        }
    }

    /** A call is over. */
    void call(long at, long nanos, boolean isAnswered) {
        note(at);
        note(nanos);
        if (at < from) {
            return;
        }
        if (!isAnswered) {
            lost++;
            return;
        }
        if (answered == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * answered);
        }
        latencies[answered++] = nanos;
    }

    Figures figures(String scenario, String algorithm, long seed, Collection<Server> servers) {
        Arrays.sort(latencies, 0, answered);
        int most = servers.stream().mapToInt(Server::arrived).max().orElse(0);
        double mean = servers.stream().mapToInt(Server::arrived).average().orElse(0);
        return new Figures(
                scenario,
                algorithm,
                seed,
                answered + lost,
                lost,
                wasted,
                micros(0.5),
                micros(0.99),
                micros(0.999),
                Math.round(1000 * most / mean),
                hash);
    }

    private long micros(double share) {
        return answered == 0 ? 0 : latencies[(int) (share * (answered - 1))] / 1000;
    }

    private void note(long what) {
        hash = Long.rotateLeft((hash ^ what) * PRIME, 23);
    }
}
