package io.haplatform.spring.balance;

import io.haplatform.core.call.Failures;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What the answers and exceptions of the HTTP libraries say about an attempt. */
public final class HttpOutcomes {

    private static final int MAX_DEPTH = 16;

    /**
     * Exceptions of libraries that need not be there, by name; the JDK's, and those that extend a JDK's of the same
     * meaning, are the core's to know.
     */
    private static final Map<String, Kind> BY_NAME = Map.ofEntries(
            Map.entry("io.netty.channel.ConnectTimeoutException", Kind.UNREACHABLE),
            Map.entry("io.netty.resolver.dns.DnsNameResolverException", Kind.UNREACHABLE),
            Map.entry("io.netty.handler.timeout.TimeoutException", Kind.TIMEOUT),
            Map.entry("io.netty.handler.ssl.SslHandshakeTimeoutException", Kind.UNREACHABLE),
            Map.entry("reactor.netty.http.client.PrematureCloseException", Kind.RESET),
            Map.entry("reactor.netty.channel.AbortedException", Kind.RESET),
            // all connections of ours are busy: that says nothing about the instance, and nothing was sent
            Map.entry("reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException", Kind.ERROR),
            Map.entry("reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException", Kind.ERROR),
            Map.entry("org.apache.hc.core5.http.ConnectionRequestTimeoutException", Kind.ERROR),
            Map.entry("org.apache.hc.client5.http.ConnectTimeoutException", Kind.UNREACHABLE),
            Map.entry("org.apache.hc.core5.http.NoHttpResponseException", Kind.RESET),
            Map.entry("org.apache.hc.core5.http.ConnectionClosedException", Kind.RESET),
            Map.entry("org.apache.hc.core5.http.TruncatedChunkException", Kind.RESET),
            Map.entry("org.eclipse.jetty.io.EofException", Kind.RESET));

    private HttpOutcomes() {}

    /** The outcome of an attempt that threw. */
    public static Outcome of(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            Kind kind = known(cause.getClass());
            if (kind != null) {
                return Outcome.failure(kind, thrown);
            }
            cause = cause.getCause();
        }
        return Failures.outcome(thrown);
    }

    /**
     * The outcome of an attempt that was answered. Only 5xx speak against the instance; everything else is between the
     * caller and what it asked for.
     */
    public static Outcome of(int status, HttpHeaders headers) {
        return status < 500
                ? Outcome.SUCCESS
                : Outcome.status(status, retryAfter(headers.getFirst(HttpHeaders.RETRY_AFTER), Instant.now()));
    }

    /** {@code Retry-After}: seconds, or a date; null when it is neither. */
    static @Nullable Duration retryAfter(@Nullable String value, Instant now) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.strip();
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                // more digits than that is more than a year
                return text.length() > 8 ? Duration.ofDays(365) : Duration.ofSeconds(Long.parseLong(text));
            }
            Duration wait = Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Kind known(Class<?> thrown) {
        for (Class<?> type = thrown; type != null && type != Object.class; type = superclass(type)) {
            Kind kind = BY_NAME.get(type.getName());
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    private static @Nullable Class<?> superclass(Class<?> type) {
        return type.getSuperclass();
    }
}
