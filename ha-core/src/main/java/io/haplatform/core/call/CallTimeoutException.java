package io.haplatform.core.call;

import java.time.Duration;

/** The total time of a call was over before another attempt could begin. */
public final class CallTimeoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CallTimeoutException(String service, Duration total, int attempts) {
        super("Call to service '" + service + "' must end within " + total.toMillis() + " ms (total-timeout), which are"
                + " over after " + attempts + (attempts == 1 ? " attempt" : " attempts"));
    }
}
