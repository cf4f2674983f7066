package io.haplatform.spring.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.call.CallGuard;
import io.haplatform.core.call.CallRejectedException;
import io.haplatform.core.call.Outcome;
import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.Noted;
import io.haplatform.spring.support.TestClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Code of the application's own on the way of a call may answer, throw or be wrong: what was begun ends all the same. */
class ForeignCodeTest {

    private final Callers callers = new Callers(Callers.POLICY, List.of());
    private final Transports transports = new Transports(callers.time);
    private final LittleServer well =
            LittleServer.answering(200, "well", "Set-Cookie: SID=a; Path=/", "Cookie: b=c; d");

    @AfterEach
    void stop() throws Exception {
        transports.close();
        callers.close();
        well.close();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerWithCookiesReachesListenersAndCaller(TestClient client) throws Exception {
        Noted noted = new Noted();
        callers.tell(noted);
        callers.register("a", well.port());

        assertThat(client.over(callers, transports).get("/").body()).isEqualTo("well");

        callers.awaitEnds();
        assertThat(callers.attempts).containsExactly("a:SUCCESS");
        assertThat(noted.words).containsExactly("start", "a chosen", "a SUCCESS 200 OK");
    }

    @ParameterizedTest
    @EnumSource(names = {"REST_CLIENT_JDK", "WEB_CLIENT_NETTY"})
    void aListenerThatMissesAClassCostsTheCallNothing(TestClient client) throws Exception {
        callers.tell(new LacksAClass());
        callers.register("a", well.port());

        assertThat(client.over(callers, transports).get("/").body()).isEqualTo("well");

        assertThat(callers.inFlight()).isZero();
        assertThat(callers.attempts).containsExactly("a:SUCCESS");
    }

    /** Fails when it is told of an attempt, by an error that Reactor takes for the end of the process. */
    private static final class LacksAClass
            implements LoadBalancerLifecycle<RequestDataContext, ResponseData, ServiceInstance> {

        @Override
        public void onStart(Request<RequestDataContext> request) {}

        @Override
        public void onComplete(CompletionContext<ResponseData, ServiceInstance, RequestDataContext> end) {}

        @Override
        public void onStartRequest(Request<RequestDataContext> request, Response<ServiceInstance> chosen) {
            throw new NoClassDefFoundError("made up");
        }
    }

    @Test
    void anInterceptorThatAnswersByItselfSaysNothingAboutTheInstance() throws Exception {
        callers.register("a", well.port());
        RestClient client = behindOurs((request, body, execution) -> answer("kept", HttpStatus.OK));

        assertThat(body(client)).isEqualTo("kept");

        assertThat(callers.inFlight()).isZero();
        assertThat(callers.attempts).containsExactly("a:IGNORED");
        assertThat(callers.ends).containsExactly("IGNORED");
        assertThat(well.requests()).isEmpty();
    }

    @Test
    void anInterceptorThatAnswersForAnInstanceThatFailedHidesThatFromTheCallerAlone() throws Exception {
        callers.register("a", LittleServer.deadPort());
        RestClient client = behindOurs((request, body, execution) -> {
            try {
                return execution.execute(request, body);
            } catch (IOException e) {
                return answer("instead", HttpStatus.OK);
            }
        });

        assertThat(body(client)).isEqualTo("instead");

        assertThat(callers.inFlight()).isZero();
        assertThat(callers.attempts).containsExactly("a:REFUSED");
    }

    @Test
    void anInterceptorThatAnswersForACutInstanceHidesThatFromTheCallerAlone() throws Exception {
        try (LittleServer hanging = LittleServer.of(exchange -> {
            exchange.hang();
            return false;
        })) {
            callers.register("a", hanging.port());
            RestClient client = behindOurs((request, body, execution) -> {
                try {
                    return execution.execute(request, body);
                } catch (IOException e) {
                    return answer("instead", HttpStatus.OK);
                }
            });

            assertThat(body(client)).isEqualTo("instead");

            assertThat(callers.inFlight()).isZero();
            assertThat(callers.attempts).containsExactly("a:TIMEOUT");
        }
    }

    private RestClient behindOurs(ClientHttpRequestInterceptor interceptor) {
        return RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory())
                .requestInterceptor(TestClient.interceptor(callers, transports))
                .requestInterceptor(interceptor)
                .build();
    }

    private static MockClientHttpResponse answer(String body, HttpStatus status) {
        return new MockClientHttpResponse(body.getBytes(java.nio.charset.StandardCharsets.UTF_8), status);
    }

    private static String body(RestClient client) {
        return String.valueOf(client.get().uri("http://orders/").retrieve().body(String.class));
    }

    @Test
    void aTransformerThatThrowsFailsTheCallOfABlockingClient() throws Exception {
        callers.register("a", well.port());
        RestClient client = RestClient.builder()
                .requestInterceptor(TestClient.interceptor(callers, transports, (request, instance) -> {
                    throw new IllegalArgumentException("not to there");
                }))
                .build();

        assertThatThrownBy(() -> client.post().uri("http://orders/").retrieve().toBodilessEntity())
                .hasMessage("not to there");

        assertThat(callers.inFlight()).isZero();
        assertThat(callers.ends).hasSize(1);
    }

    @Test
    void aTransformerThatThrowsFailsTheCallOfAReactiveClient() throws Exception {
        callers.register("a", well.port());
        WebClient client = WebClient.builder()
                .clientConnector(TestClient.nettyConnector())
                .filter(TestClient.filter(callers, (request, instance) -> {
                    throw new IllegalArgumentException("not to there");
                }))
                .build();

        assertThatThrownBy(() -> client.post()
                        .uri("http://orders/")
                        .retrieve()
                        .toBodilessEntity()
                        .block())
                .hasMessage("not to there");

        assertThat(callers.inFlight()).isZero();
        assertThat(callers.ends).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REST_CLIENT_JDK", "WEB_CLIENT_NETTY"})
    void listenersThatCannotBeMadeFailTheCallBeforeItBegins(TestClient client) throws Exception {
        callers.tellOf(() -> {
            throw new IllegalStateException("not to be made");
        });
        callers.register("a", well.port());

        assertThatThrownBy(() -> client.over(callers, transports).get("/")).hasStackTraceContaining("not to be made");

        assertThat(callers.inFlight()).isZero();
        assertThat(callers.balancers.of("orders").begun()).isZero();
    }

    @Test
    void listenersHearTheEndOfACallThatABreakerRejected() throws Exception {
        CallGuard open = new CallGuard() {
            @Override
            public void enter(String service) {
                throw new CallRejectedException(service, "closed for lunch");
            }

            @Override
            public void exit(String service, Outcome outcome, long nanos) {}
        };
        try (Callers guarded = new Callers(Callers.POLICY, List.of(open))) {
            Noted noted = new Noted();
            guarded.tell(noted);
            guarded.register("a", well.port());

            assertThatThrownBy(() -> TestClient.loadBalancerClient(guarded).execute("orders", instance -> "never"))
                    .isInstanceOf(CallRejectedException.class);
            for (TestClient client : List.of(TestClient.REST_CLIENT_JDK, TestClient.WEB_CLIENT_NETTY)) {
                assertThatThrownBy(() -> client.over(guarded, transports).get("/"))
                        .isInstanceOf(CallRejectedException.class);
            }

            assertThat(noted.words)
                    .containsExactly("start", "null DISCARD", "start", "null DISCARD", "start", "null DISCARD");
        }
    }
}
