package io.haplatform.core.observe;

import io.haplatform.core.instance.Instance;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Asks an instance whether it lives, away from the calls of the application.
 *
 * <p>Never blocks. The stage completes normally, with an {@link Answer} in every case, on any thread, at the latest when
 * the timeout is over.
 */
public interface Prober {

    CompletionStage<Answer> probe(Instance instance, Duration timeout);

    /**
     * What came of a probe.
     *
     * @param kind what it proves
     * @param detail in words
     */
    record Answer(Kind kind, String detail) {

        public enum Kind {
            /** It answered, whatever it said: somebody works there. */
            ANSWERED,
            /** Nobody listens there. */
            REFUSED,
            /** No answer in time, or the connection broke. */
            SILENT
        }
    }
}
