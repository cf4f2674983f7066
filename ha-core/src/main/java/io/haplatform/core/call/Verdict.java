package io.haplatform.core.call;

import java.time.Duration;

/** What follows from the end of an attempt. */
public sealed interface Verdict {

    /** The call is over; its caller gets what the attempt gave. */
    record Done() implements Verdict {}

    /**
     * The call goes on: after the wait, {@link Call#next()}.
     *
     * @param pause zero for at once
     */
    record Retry(Duration pause) implements Verdict {}

    Done DONE = new Done();
    Retry AT_ONCE = new Retry(Duration.ZERO);
}
