package io.haplatform.core.call;

/**
 * What a call does at an instance: sends the request, waits for the answer.
 *
 * @param <T> the answer
 */
@FunctionalInterface
public interface AttemptBody<T> {

    /** Tries it at the attempt's instance, within {@link Attempt#timeout()}. Does not close the attempt. */
    T run(Attempt attempt) throws Exception;

    /** What the answer means: a status 503 is a failure. */
    default Outcome outcome(T answer) {
        return Outcome.SUCCESS;
    }

    /** What the exception means. */
    default Outcome outcome(Throwable failure) {
        return Failures.outcome(failure);
    }

    /** Gives back what an answer holds that nobody will read, because another instance is asked. */
    default void discard(T answer) {}
}
