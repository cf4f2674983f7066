package io.haplatform.core.call;

import io.haplatform.core.call.Outcome.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception of the JDK's networking says about an attempt. Libraries wrap these: the first in the chain of
 * causes that is known decides.
 */
public final class Failures {

    private static final int MAX_DEPTH = 16;

    private Failures() {}

    /**
     * The outcome of an attempt that threw: a failure; or {@link Outcome.Ignored} when it was the caller who gave up, or
     * the machine that cannot go on.
     */
    public static Outcome outcome(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (isCallersOwn(cause)) {
                return Outcome.IGNORED;
            }
            cause = cause.getCause();
        }
        return Outcome.failure(of(thrown), thrown);
    }

    /** What kind of failure it is; {@link Kind#ERROR} when nothing in it is known. */
    public static Kind of(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            Kind kind = known(cause);
            if (kind != null) {
                return kind;
            }
            cause = cause.getCause();
        }
        return Kind.ERROR;
    }

    private static boolean isCallersOwn(Throwable cause) {
        return cause instanceof Error
                || cause instanceof InterruptedException
                || cause instanceof CancellationException
                || cause instanceof ClosedByInterruptException
                || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException));
    }

    private static @Nullable Kind known(Throwable cause) {
        if (cause instanceof ConnectException) {
            // "timed out" is the operating system's own limit; anything else that ends a connect is a refusal
            return says(cause, "timed out") ? Kind.UNREACHABLE : Kind.REFUSED;
        }
        if (cause instanceof HttpConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || cause instanceof PortUnreachableException
                || cause instanceof UnresolvedAddressException) {
            return Kind.UNREACHABLE;
        }
        if (cause instanceof SocketTimeoutException) {
            return says(cause, "connect timed out") ? Kind.UNREACHABLE : Kind.TIMEOUT;
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return Kind.TIMEOUT;
        }
        if (cause instanceof SSLException) {
            return null;
        }
        boolean broken = cause instanceof SocketException
                || cause instanceof EOFException
                || cause instanceof ClosedChannelException
                || (cause instanceof IOException
                        && (says(cause, "reset")
                                || says(cause, "broken pipe")
                                || says(cause, "received no bytes")
                                || says(cause, "eof reached")
                                || says(cause, "closed")
                                || says(cause, "unexpected end")));
        return broken ? Kind.RESET : null;
    }

    private static boolean says(Throwable cause, String words) {
        String message = cause.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains(words);
    }
}
