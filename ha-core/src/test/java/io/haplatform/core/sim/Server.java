package io.haplatform.core.sim;

import io.haplatform.core.call.Outcome;
import io.haplatform.core.sim.Trouble.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server of some workers and one queue. Its troubles are known before they begin, so that it can tell of each call the
 * moment it arrives when it will be answered: a call is two events, however long it waits. It does not learn that a
 * caller has given up, and works for it all the same.
 */
final class Server {

    /** What it takes to say no. */
    static final long AT_ONCE = 500_000;

    private static final double SECOND = 1e9;

    private final String id;
    private final long[] freeAt;
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>();
    private DoubleUnaryOperator slowness = second -> 1;
    private int arrived;

    private record Pause(long from, long until) {}

    Server(String id, int workers) {
        this.id = id;
        this.freeAt = new long[workers];
    }

    String id() {
        return id;
    }

    /** How often it was asked. */
    int arrived() {
        return arrived;
    }

    /** @param factor how many times longer than usual work takes that begins at a second */
    void slow(DoubleUnaryOperator factor) {
        slowness = factor;
    }

    void troubled(Trouble trouble) {
        troubles.add(trouble);
    }

    /** The whole process stands still. */
    void pause(long from, long until) {
        pauses.add(new Pause(from, until));
    }

    /** @param work how long it takes a worker at the usual speed */
    Reply serve(long now, long work) {
        arrived++;
        Trouble trouble = troubleAt(now);
        if (trouble == null) {
            int worker = idlest();
            long end = end(Math.max(now, freeAt[worker]), work);
            freeAt[worker] = end;
            return unlessTroubled(now, end);
        }
        Outcome answer = trouble.sort().answer();
        if (answer == null) {
            return Reply.NEVER;
        }
        return new Reply(trouble.sort() == Sort.DOWN ? now : awake(now + AT_ONCE), answer);
    }

    /** When such a call would be answered that arrived now; the oracle asks that. */
    long wouldEnd(long now, long work) {
        return troubleAt(now) != null ? Long.MAX_VALUE : end(Math.max(now, freeAt[idlest()]), work);
    }

    /** A new process, without what the old one had to do. */
    void restarted(long now) {
        Arrays.fill(freeAt, now);
    }

    @Nullable
    Trouble troubleAt(long now) {
        for (Trouble trouble : troubles) {
            if (trouble.holdsAt(now)) {
                return trouble;
            }
        }
        return null;
    }

    private Reply unlessTroubled(long now, long end) {
        for (Trouble trouble : troubles) {
            if (trouble.sort() == Sort.DOWN && trouble.from() > now && trouble.from() <= end) {
                return new Reply(trouble.from(), Reply.RESET);
            }
            if (trouble.sort() == Sort.SWALLOWS && trouble.holdsAt(end)) {
                return Reply.NEVER;
            }
        }
        return new Reply(end, Outcome.SUCCESS);
    }

    private long end(long earliest, long work) {
        long start = awake(earliest);
        long end = start + (long) (work * slowness.applyAsDouble(start / SECOND));
        for (Pause pause : pauses) {
            if (pause.from() >= start && pause.from() < end) {
                end += pause.until() - pause.from();
            }
        }
        return end;
    }

    private long awake(long at) {
        for (Pause pause : pauses) {
            if (at >= pause.from() && at < pause.until()) {
                return pause.until();
            }
        }
        return at;
    }

    private int idlest() {
        int idlest = 0;
        for (int i = 1; i < freeAt.length; i++) {
            if (freeAt[i] < freeAt[idlest]) {
                idlest = i;
            }
        }
        return idlest;
    }
}
