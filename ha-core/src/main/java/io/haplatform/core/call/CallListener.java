package io.haplatform.core.call;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.instance.Instance;

/**
 * Told of every attempt and every call of this process, on the threads of the callers: return soon, block never. One
 * that throws is logged the first time and isolated.
 */
public interface CallListener {

    /** An attempt is closed. */
    default void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {}

    /** There was no instance to try, or none that had not been tried. {@link #onFinish} follows. */
    default void onNoInstance(Call call, NoInstanceException why) {}

    /**
     * The call is over.
     *
     * @param outcome of its last attempt; {@link Outcome.Ignored} when there was none
     */
    default void onFinish(Call call, Outcome outcome, long nanos) {}
}
