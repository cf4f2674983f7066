package io.haplatform.core.call;

/**
 * Decides whether a call may begin, and learns how it ended: a circuit breaker, a bulkhead. Every call that was let in
 * is told the end of exactly once. Called on the threads of the callers; must not block.
 */
public interface CallGuard {

    /**
     * Lets a call in, or throws {@link CallRejectedException}.
     *
     * @param service whom it wants to call
     */
    void enter(String service);

    /**
     * The call is over.
     *
     * @param outcome of the last attempt; {@link Outcome.Ignored} also when no instance could be tried
     * @param nanos how long it took
     */
    void exit(String service, Outcome outcome, long nanos);
}
