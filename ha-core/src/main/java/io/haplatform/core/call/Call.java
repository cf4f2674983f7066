package io.haplatform.core.call;

import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.instance.Instance;
import java.time.Duration;
import java.util.List;

/**
 * One call of an application: one or more attempts, each at another instance, within one deadline. A state machine that
 * blocking and reactive callers drive alike:
 *
 * <pre>{@code
 * Call call = calls.begin("orders", request);
 * Attempt attempt = call.next();
 * Outcome outcome = …send to attempt.instance() within attempt.timeout()…
 * Verdict verdict = call.conclude(attempt, outcome);      // Done, or Retry: wait, then next() again
 * }</pre>
 *
 * <p>Who begins a call ends it, on every path: by {@link #conclude} until the verdict is {@code Done}, by
 * {@link Attempt#close} where no retry is wanted, or by {@link #cancel}. A {@link #next} that throws ends it too. Ending
 * is safe from any thread and counts once.
 */
public interface Call extends CallContext {

    String service();

    CallPolicy policy();

    /** Whether the request may be worked on twice: by its method, or because it says so in a header. */
    boolean isIdempotent();

    /**
     * The attempt that is open; or opens one, at an instance that this call has not tried.
     *
     * @throws NoInstanceException when there is none left
     * @throws CallTimeoutException when the total time is over
     * @throws IllegalStateException when the call is over
     */
    Attempt next();

    /**
     * Closes the attempt and decides whether the call goes on. An attempt that somebody else has closed already is
     * {@code Done}: the call is theirs.
     */
    Verdict conclude(Attempt attempt, Outcome outcome);

    /** Ends the call whatever its state; an open attempt is closed as {@link Outcome.Ignored}. */
    void cancel();

    /** What is left of the total time; zero when it is over. */
    Duration remaining();

    /** The instances tried so far, in order. */
    List<Instance> tried();
}
