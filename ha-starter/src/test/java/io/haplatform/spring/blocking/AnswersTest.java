package io.haplatform.spring.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.call.CallGuard;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.core.call.Outcome;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** How attempts end that are no simple success and no simple failure, for blocking clients. */
@Execution(ExecutionMode.CONCURRENT) // they mostly wait
class AnswersTest {

    private static final CallPolicy POLICY = Callers.POLICY;

    private final Callers callers = new Callers(POLICY, List.of());
    private final Transports transports = new Transports(callers.time);

    @BeforeAll
    static void warmUp() throws Exception {
        TestClient.warmUp();
    }

    @AfterEach
    void stop() {
        transports.close();
        callers.close();
    }

    private RestClient.Builder jdk() {
        return RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory())
                .requestInterceptor(TestClient.interceptor(callers, transports));
    }

    @Test
    void anAttemptIsInFlightUntilItsBodyHasBeenRead() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        try (LittleServer server = LittleServer.inHalves(finish)) {
            callers.register("a", server.port());
            String body = jdk().build().post().uri("http://orders/").exchange((request, answer) -> {
                InputStream in = answer.getBody();
                String first = new String(in.readNBytes(4), StandardCharsets.UTF_8);
                assertThat(callers.inFlight()).isEqualTo(1);
                assertThat(callers.attempts).isEmpty();
                finish.countDown();
                return first + new String(in.readAllBytes(), StandardCharsets.UTF_8);
            });
            assertThat(body).isEqualTo("halfhalf");
            assertThat(callers.inFlight()).isZero();
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"WEB_CLIENT_NETTY", "WEB_CLIENT_JDK"},
            mode = EnumSource.Mode.EXCLUDE)
    void aBigAnswerArrivesWhole(TestClient client) throws Exception {
        String big = "0123456789".repeat(500_000);
        try (LittleServer server = LittleServer.answering(200, big)) {
            callers.register("a", server.port());
            assertThat(client.over(callers, transports).get("/").body())
                    .hasSize(big.length())
                    .isEqualTo(big);
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain\r\nContent-Length: 1000000", "text/event-stream"})
    void anAnswerThatNobodyClosesEndsWithItsTimeAndSaysNothingAboutTheInstance(String type) throws Exception {
        try (LittleServer server = LittleServer.endless("Content-Type: " + type)) {
            callers.register("a", server.port());
            ClientHttpResponse forgotten =
                    jdk().build().get().uri("http://orders/").exchange((request, answer) -> answer, false);
            assertThat(forgotten.getStatusCode().value()).isEqualTo(200);
            assertThat(callers.inFlight()).isEqualTo(1);
            callers.awaitEnds();
            assertThat(callers.attempts).containsExactly("a:IGNORED");
            // and the connection is given up
            Callers.await(() -> server.connections() == 0);
            assertThatThrownBy(() -> forgotten.getBody().readAllBytes()).isInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void closingEarlyIsSuccessAndDropsALongRest() throws Exception {
        try (LittleServer server = LittleServer.answering(200, "0123456789".repeat(1_000_000))) {
            callers.register("a", server.port());
            jdk().build().get().uri("http://orders/").retrieve().toBodilessEntity();
            assertThat(callers.attempts).containsExactly("a:SUCCESS");
            assertThat(callers.inFlight()).isZero();
        }
    }

    @Test
    void aCallerThatIsInterruptedStaysInterruptedAndBlamesNobody() throws Exception {
        try (LittleServer server = LittleServer.hanging()) {
            callers.register("a", server.port());
            callers.register("b", server.port());
            RestClient client = jdk().build();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    client.get().uri("http://orders/").retrieve().toBodilessEntity();
                    interrupted.complete(false);
                } catch (ResourceAccessException e) {
                    interrupted.complete(Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            Callers.await(() -> server.requests().size() == 1);
            caller.interrupt();
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(callers.attempts).containsExactly("a:IGNORED");
            assertThat(callers.inFlight()).isZero();
        }
    }

    @Test
    void aCutLeavesNoInterruptBehind() throws Exception {
        try (LittleServer server = LittleServer.hanging()) {
            callers.register("a", server.port());
            RestClient client = jdk().build();
            assertThatThrownBy(
                            () -> client.get().uri("http://orders/").retrieve().toBodilessEntity())
                    .isInstanceOf(ResourceAccessException.class)
                    .hasCauseInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("Instance 'a' of service 'orders' at 127.0.0.1:" + server.port()
                            + " has not answered within 2000ms");
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    @Timeout(30)
    void aRequestFactorySetAfterwardsIsLimitedAsWell() throws Exception {
        try (LittleServer server = LittleServer.hanging()) {
            callers.register("a", server.port());
            RestClient client = jdk().requestFactory(new HttpComponentsClientHttpRequestFactory())
                    .build();
            assertThatThrownBy(
                            () -> client.get().uri("http://orders/").retrieve().toBodilessEntity())
                    .isInstanceOf(ResourceAccessException.class);
            assertThat(callers.attempts).containsExactly("a:TIMEOUT");
        }
    }

    @Test
    void interceptorsBehindOursSeeEveryAttemptAndItsInstance() throws Exception {
        try (LittleServer well = LittleServer.answering(200, "well")) {
            int dead = LittleServer.deadPort();
            callers.register("a", dead);
            callers.register("b", well.port());
            List<String> seen = new CopyOnWriteArrayList<>();
            RestClient client = jdk().requestInterceptor((request, body, execution) -> {
                        seen.add(request.getURI().getPort() + " "
                                + request.getHeaders().get("X-Instance"));
                        request.getHeaders().add("X-Seen", "yes");
                        return execution.execute(request, body);
                    })
                    .bufferContent((uri, method) -> true)
                    .build();
            assertThat(client.get().uri("http://orders/").retrieve().body(String.class))
                    .isEqualTo("well");
            assertThat(seen).containsExactly(dead + " [a]", well.port() + " [b]");
            assertThat(well.requests().get(0).header("X-Seen")).isEqualTo("yes");
            assertThat(callers.inFlight()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REST_CLIENT_JDK", "REST_CLIENT_APACHE", "REST_TEMPLATE_PLAIN"})
    void aBodyOfMoreThan64KilobytesIsNotSentTwice(TestClient client) throws Exception {
        String small = "x".repeat(64 * 1024);
        try (LittleServer busy = LittleServer.answering(503, "busy");
                LittleServer well = LittleServer.answering(200, "well")) {
            callers.register("a", busy.port());
            callers.register("b", well.port());
            TestClient.Requests requests = client.over(callers, transports);
            assertThat(requests.send(HttpMethod.PUT, "/", small).status()).isEqualTo(200);
            assertThat(well.requests().get(0).body()).isEqualTo(small);
            assertThat(requests.send(HttpMethod.PUT, "/", small + "x").status()).isEqualTo(503);
            assertThat(callers.attempts).containsExactly("a:STATUS(503)", "b:SUCCESS", "a:STATUS(503)");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REST_CLIENT_JDK", "REST_CLIENT_APACHE", "REST_CLIENT_REACTOR", "REST_TEMPLATE_PLAIN"})
    void anAddressThatSwallowsEverythingIsUnreachableWithinTheConnectTimeout(TestClient client) throws Exception {
        try (LittleServer full = LittleServer.swallowing();
                LittleServer well = LittleServer.answering(200, "well")) {
            callers.register("a", full.port());
            callers.register("b", well.port());
            String answer = client.over(callers, transports)
                    .send(HttpMethod.POST, "/", "body")
                    .body();
            assertThat(answer).isEqualTo("well");
            assertThat(callers.attempts).containsExactly("a:UNREACHABLE", "b:SUCCESS");
        }
    }

    @Test
    void aRejectedCallReachesTheCallerAsItIsAndAFallbackInItsPlace() throws Exception {
        CallGuard closed = new CallGuard() {
            @Override
            public void enter(String service) {
                throw new CallRejectedException(service, "closed for lunch");
            }

            @Override
            public void exit(String service, Outcome outcome, long nanos) {}
        };
        for (TestClient client : TestClient.values()) {
            try (Callers guarded = new Callers(POLICY, List.of(closed));
                    Callers helped = new Callers(
                            POLICY,
                            List.of(closed),
                            ServiceFallback.of(
                                    "orders",
                                    (request, why) -> why instanceof CallRejectedException
                                            ? ServiceFallback.Answer.json(203, request.method() + " later")
                                            : null))) {
                assertThatThrownBy(() -> client.over(guarded, transports).get("/"))
                        .as(client.name())
                        .isInstanceOf(CallRejectedException.class)
                        .hasMessageContaining("closed for lunch");
                assertThat(client.over(helped, transports).get("/"))
                        .as(client.name())
                        .isEqualTo(new TestClient.Answer(203, "GET later"));
            }
        }
    }
}
