package io.haplatform.core.time;

/** A task that has been scheduled and can be called off. */
@FunctionalInterface
public interface Cancellable {

    /** Calls the task off if it has not begun; otherwise does nothing. Safe from any thread, any number of times. */
    void cancel();
}
