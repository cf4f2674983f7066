package io.haplatform.spring.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.call.Outcome;
import io.haplatform.core.call.Outcome.Failure;
import io.haplatform.core.call.Outcome.Kind;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.netty.channel.AbortedException;

class HttpOutcomesTest {

    static Stream<Arguments> exceptionsOfLibraries() {
        URI uri = URI.create("http://orders/");
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), Kind.REFUSED),
                Arguments.of(
                        new ResourceAccessException("I/O error", new ConnectException("Connection refused")),
                        Kind.REFUSED),
                Arguments.of(
                        new WebClientRequestException(
                                new io.netty.channel.ConnectTimeoutException("connection timed out after 500 ms"),
                                HttpMethod.GET,
                                uri,
                                HttpHeaders.EMPTY),
                        Kind.UNREACHABLE),
                Arguments.of(new ConnectTimeoutException("Connect to orders failed"), Kind.UNREACHABLE),
                Arguments.of(new UnknownHostException("orders"), Kind.UNREACHABLE),
                Arguments.of(ReadTimeoutException.INSTANCE, Kind.TIMEOUT),
                Arguments.of(new HttpTimeoutException("late"), Kind.TIMEOUT),
                Arguments.of(AbortedException.beforeSend(), Kind.RESET),
                Arguments.of(new NoHttpResponseException("orders failed to respond"), Kind.RESET),
                Arguments.of(new SocketException("Connection reset"), Kind.RESET),
                // all of our own connections are busy: nobody's fault but ours
                Arguments.of(new ConnectionRequestTimeoutException("Timeout deadline"), Kind.ERROR),
                Arguments.of(new IOException("something"), Kind.ERROR));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("exceptionsOfLibraries")
    void anExceptionOfALibraryIsWhatItMeans(Throwable thrown, Kind kind) {
        assertThat(HttpOutcomes.of(thrown)).isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.kind())
                .isEqualTo(kind));
    }

    @Test
    void aCallerThatGivesUpSaysNothingAboutTheInstance() {
        assertThat(HttpOutcomes.of(new IOException(new CancellationException())))
                .isEqualTo(Outcome.IGNORED);
    }

    @ParameterizedTest(name = "status {0}")
    @CsvSource({"200, true", "302, true", "404, true", "429, true", "499, true", "500, false", "503, false"})
    void only5xxSpeaksAgainstTheInstance(int status, boolean success) {
        assertThat(HttpOutcomes.of(status, HttpHeaders.EMPTY).equals(Outcome.SUCCESS))
                .isEqualTo(success);
    }

    @ParameterizedTest(name = "Retry-After: {0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "3|PT3S",
                " 120 |PT2M",
                "0|PT0S",
                "99999999999999999999|PT8760H",
                "Wed, 21 Oct 2026 07:28:10 GMT|PT10S",
                "Wed, 21 Oct 2026 07:27:00 GMT|PT0S",
                "soon|",
                "-1|",
                "''|"
            })
    void retryAfterIsSecondsOrADate(String value, @Nullable Duration expected) {
        assertThat(HttpOutcomes.retryAfter(value, Instant.parse("2026-10-21T07:28:00Z")))
                .isEqualTo(expected);
    }
}
