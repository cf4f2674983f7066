package io.haplatform.spring.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpMethod;

/** Instance {@code a} is at fault, {@code b} is well, and {@code a} is asked first: what each client makes of it. */
@Execution(ExecutionMode.CONCURRENT) // they only wait
@Timeout(30)
class FaultsTest {

    private final Callers callers = new Callers(Callers.POLICY, List.of());
    private final Transports transports = new Transports(callers.time);
    private final LittleServer well = LittleServer.answering(200, "well");

    @BeforeAll
    static void warmUp() throws Exception {
        TestClient.warmUp();
    }

    @BeforeEach
    void start() throws Exception {
        callers.register("b", well.port());
    }

    @AfterEach
    void stop() throws Exception {
        transports.close();
        callers.close();
        well.close();
    }

    /** The ways in which an instance is at fault. */
    enum Fault {
        REFUSES(null),
        RESETS(() -> LittleServer.of(exchange -> {
            exchange.reset();
            return false;
        })),
        HANGS(LittleServer::hanging),
        HANGS_AFTER_HEADERS(() -> LittleServer.of(exchange -> {
            exchange.send(LittleServer.head(200, 100) + "some");
            exchange.hang();
            return false;
        })),
        TRICKLES(() -> LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (!exchange.pause(20)) {
                exchange.send("1\r\nx\r\n");
            }
            return false;
        })),
        TRICKLES_HEADERS(() -> LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nX-Slow: ");
            while (!exchange.pause(20)) {
                exchange.send("x");
            }
            return false;
        })),
        BREAKS_OFF(() -> LittleServer.of(exchange -> {
            exchange.send(LittleServer.head(200, 100) + "some");
            exchange.reset();
            return false;
        })),
        BREAKS_OFF_IN_CHUNKS(() -> LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n");
            exchange.reset();
            return false;
        })),
        BREAKS_OFF_A_LONG_ANSWER(() -> LittleServer.of(exchange -> {
            exchange.send(LittleServer.head(200, 100_000) + "some");
            exchange.pause(200);
            exchange.reset();
            return false;
        })),
        BREAKS_OFF_MANY_CHUNKS(() -> LittleServer.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 100; i++) {
                exchange.send("3e8\r\n" + "x".repeat(1000) + "\r\n");
            }
            exchange.pause(200);
            exchange.reset();
            return false;
        })),
        SAYS_500(() -> LittleServer.answering(500, "broken")),
        SAYS_503(() -> LittleServer.answering(503, "busy")),
        SAYS_503_FOR_LONG(() -> LittleServer.answering(503, "busy", "Retry-After: 300")),
        SAYS_404(() -> LittleServer.answering(404, "nowhere"));

        @SuppressWarnings("ImmutableEnumChecker") // it makes a new server each time
        private final @Nullable Supplier<LittleServer> server;

        Fault(@Nullable Supplier<LittleServer> server) {
            this.server = server;
        }
    }

    /**
     * What follows.
     *
     * @param attempts how they ended, in order
     * @param answer what the caller got; null for an exception
     */
    record Expected(Fault fault, HttpMethod method, String attempts, @Nullable String answer) {}

    private static final List<Expected> TABLE = List.of(
            new Expected(Fault.REFUSES, HttpMethod.GET, "a:REFUSED b:SUCCESS", "200 well"),
            new Expected(Fault.REFUSES, HttpMethod.POST, "a:REFUSED b:SUCCESS", "200 well"),
            new Expected(Fault.RESETS, HttpMethod.GET, "a:RESET b:SUCCESS", "200 well"),
            new Expected(Fault.RESETS, HttpMethod.POST, "a:RESET", null),
            new Expected(Fault.HANGS, HttpMethod.GET, "a:TIMEOUT b:SUCCESS", "200 well"),
            new Expected(Fault.HANGS, HttpMethod.PUT, "a:TIMEOUT b:SUCCESS", "200 well"),
            new Expected(Fault.HANGS, HttpMethod.POST, "a:TIMEOUT", null),
            new Expected(Fault.HANGS_AFTER_HEADERS, HttpMethod.GET, "a:TIMEOUT b:SUCCESS", "200 well"),
            new Expected(Fault.HANGS_AFTER_HEADERS, HttpMethod.POST, "a:TIMEOUT", null),
            new Expected(Fault.TRICKLES, HttpMethod.GET, "a:TIMEOUT b:SUCCESS", "200 well"),
            new Expected(Fault.TRICKLES_HEADERS, HttpMethod.GET, "a:TIMEOUT b:SUCCESS", "200 well"),
            new Expected(Fault.TRICKLES_HEADERS, HttpMethod.POST, "a:TIMEOUT", null),
            new Expected(Fault.BREAKS_OFF, HttpMethod.GET, "a:RESET b:SUCCESS", "200 well"),
            new Expected(Fault.BREAKS_OFF, HttpMethod.POST, "a:RESET", null),
            new Expected(Fault.BREAKS_OFF_IN_CHUNKS, HttpMethod.GET, "a:RESET b:SUCCESS", "200 well"),
            new Expected(Fault.BREAKS_OFF_A_LONG_ANSWER, HttpMethod.GET, "a:RESET", null),
            new Expected(Fault.BREAKS_OFF_MANY_CHUNKS, HttpMethod.GET, "a:RESET", null),
            new Expected(Fault.SAYS_500, HttpMethod.GET, "a:STATUS(500)", "500 broken"),
            new Expected(Fault.SAYS_500, HttpMethod.POST, "a:STATUS(500)", "500 broken"),
            new Expected(Fault.SAYS_503, HttpMethod.GET, "a:STATUS(503) b:SUCCESS", "200 well"),
            new Expected(Fault.SAYS_503, HttpMethod.DELETE, "a:STATUS(503) b:SUCCESS", "200 well"),
            new Expected(Fault.SAYS_503, HttpMethod.POST, "a:STATUS(503)", "503 busy"),
            new Expected(Fault.SAYS_503_FOR_LONG, HttpMethod.GET, "a:STATUS(503)", "503 busy"),
            new Expected(Fault.SAYS_404, HttpMethod.GET, "a:SUCCESS", "404 nowhere"));

    static Stream<Arguments> everyFaultByEveryClient() {
        return Arrays.stream(TestClient.values())
                .flatMap(client -> TABLE.stream().map(expected -> Arguments.of(client, expected)));
    }

    /** The JDK's clients send a GET again, once, when its connection breaks before an answer; nothing switches it off. */
    private static int sentAtMost(TestClient client, Expected expected) {
        boolean jdks = !Set.of(
                        TestClient.REST_CLIENT_APACHE, TestClient.REST_CLIENT_REACTOR, TestClient.WEB_CLIENT_NETTY)
                .contains(client);
        if (expected.fault() == Fault.REFUSES) {
            return 0;
        }
        return jdks && expected.fault() == Fault.RESETS && expected.method().equals(HttpMethod.GET) ? 2 : 1;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyFaultByEveryClient")
    void aFaultLeadsToExactlyTheseAttempts(TestClient client, Expected expected) throws Exception {
        Supplier<LittleServer> fault = expected.fault().server;
        try (LittleServer faulty = fault == null ? LittleServer.answering(200, "never") : fault.get()) {
            callers.register("a", fault == null ? LittleServer.deadPort() : faulty.port());
            TestClient.Requests requests = client.over(callers, transports);
            String body = Set.of("POST", "PUT").contains(expected.method().name()) ? "body" : null;

            if (expected.answer() == null) {
                assertThatThrownBy(() -> requests.send(expected.method(), "/path?a=b", body))
                        .isInstanceOf(RuntimeException.class);
            } else {
                TestClient.Answer answer = requests.send(expected.method(), "/path?a=b", body);
                assertThat(answer.status() + " " + answer.body()).isEqualTo(expected.answer());
            }

            callers.awaitEnds();
            assertThat(String.join(" ", callers.attempts)).isEqualTo(expected.attempts());
            assertThat(callers.ends).hasSize(1);
            // and no library's own repetition
            assertThat(faulty.requests()).hasSizeLessThanOrEqualTo(sentAtMost(client, expected));
            if (expected.attempts().contains("b:")) {
                assertThat(well.requests()).hasSize(1);
                assertThat(well.requests().get(0).line()).isEqualTo(expected.method() + " /path?a=b HTTP/1.1");
                assertThat(well.requests().get(0).body()).isEqualTo(body == null ? "" : body);
            }
        }
    }
}
