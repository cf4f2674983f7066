package io.haplatform.core.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. */
public sealed interface Outcome {

    /** The instance answered, and the answer is the caller's. */
    record Success() implements Outcome {}

    /**
     * It did not work.
     *
     * @param kind what went wrong: it decides whether another instance may be tried
     * @param status the HTTP status that was the failure, or 0
     * @param retryAfter when the instance said it may be asked again; null if it did not
     * @param cause the exception, if there was one
     */
    record Failure(Kind kind, int status, @Nullable Duration retryAfter, @Nullable Throwable cause)
            implements Outcome {}

    /** It says nothing about the instance: the caller cancelled, or erred itself. */
    record Ignored() implements Outcome {}

    Success SUCCESS = new Success();
    Ignored IGNORED = new Ignored();

    static Failure failure(Kind kind, Throwable cause) {
        return new Failure(kind, 0, null, cause);
    }

    static Failure status(int status, @Nullable Duration retryAfter) {
        return new Failure(Kind.STATUS, status, retryAfter, null);
    }

    /** What went wrong. */
    enum Kind {
        /** The connection was refused: nothing was sent, nobody listens. */
        REFUSED(true),
        /** No connection within the connect timeout, or no route, or an unknown host: nothing was sent. */
        UNREACHABLE(true),
        /** No answer within the attempt's time; the request may have been worked on. */
        TIMEOUT(false),
        /** The connection broke after something was sent. */
        RESET(false),
        /** The answer's status says that the call failed. */
        STATUS(false),
        /** Anything else that was thrown. */
        ERROR(false);

        private final boolean nothingSent;

        Kind(boolean nothingSent) {
            this.nothingSent = nothingSent;
        }

        /** Whether the instance cannot have seen the request: then every method may go to another instance. */
        public boolean nothingSent() {
            return nothingSent;
        }
    }
}
