package io.haplatform.core.call;

import io.haplatform.core.instance.Instance;
import java.time.Duration;

/**
 * One try of a call at one instance. Whoever got it closes it, exactly once that counts, also on cancel and timeout;
 * closing again does nothing. May be closed from another thread than the one that got it.
 */
public interface Attempt {

    Instance instance();

    /** How long this attempt may take: the attempt timeout, or what is left of the call's deadline if that is less. */
    Duration timeout();

    /** First close wins. */
    void close(Outcome outcome);
}
