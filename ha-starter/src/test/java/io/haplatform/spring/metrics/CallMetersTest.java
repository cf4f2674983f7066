package io.haplatform.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.CallListener;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.CallRequest;
import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CallMetersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void warmUp() throws Exception {
        TestClient.warmUp();
    }

    @Test
    void countsCallsAttemptsRetriesAndCallsThatFoundNobody() throws Exception {
        try (Callers callers = new Callers(CallPolicy.DEFAULT, List.of(), this::listeners);
                Transports transports = new Transports(callers.time);
                LittleServer busy = LittleServer.answering(503, "busy");
                LittleServer well = LittleServer.answering(200, "well")) {
            TestClient.Requests requests = TestClient.REST_CLIENT_JDK.over(callers, transports);
            assertThatThrownBy(() -> requests.get("/")).isInstanceOf(IllegalStateException.class);
            callers.register("a", busy.port());
            callers.register("b", LittleServer.deadPort());
            callers.register("c", well.port());
            for (int i = 0; i < 10; i++) {
                assertThat(requests.get("/").body()).isEqualTo("well");
            }

            // b is avoided from its first refusal on
            assertThat(attempts("refused")).isEqualTo(1);
            assertThat(attempts("status")).isEqualTo(10);
            assertThat(attempts("success")).isEqualTo(10);
            assertThat(attempts("timeout")).isZero();
            assertThat(counter(HaMeters.CALL_RETRIES)).isEqualTo(11);
            // the call that came before anybody had registered
            assertThat(counter(CallMeters.NOBODY, HaMeters.CALLS_WITHOUT_INSTANCE))
                    .isEqualTo(1);
            assertThat(calls(CallMeters.NOBODY, "ignored")).isEqualTo(1);
            assertThat(counter(HaMeters.CALLS_WITHOUT_INSTANCE)).isZero();
            assertThat(calls("orders", "success")).isEqualTo(10);
            assertThat(calls("orders", "ignored")).isZero();
            assertThat(gauge(HaMeters.CALLS_IN_FLIGHT)).isZero();
            assertThat(gauge(HaMeters.INSTANCES_AVOIDED)).isEqualTo(1);
        }
    }

    @Test
    void namesThatNobodyHasRegisteredAreCountedTogether() throws Exception {
        try (Callers callers = new Callers(CallPolicy.DEFAULT, List.of(), this::listeners)) {
            for (int i = 0; i < 3; i++) {
                String service = "from-a-request-" + i;
                assertThatThrownBy(() -> callers.calls.run(service, CallRequest.of("GET", true), attempt -> "nobody"))
                        .isInstanceOf(NoInstanceException.class);
            }

            assertThat(meters.getMeters())
                    .extracting(meter -> meter.getId().getTag("service"))
                    .containsOnly(CallMeters.NOBODY);
            assertThat(counter(CallMeters.NOBODY, HaMeters.CALLS_WITHOUT_INSTANCE))
                    .isEqualTo(3);
            assertThat(calls(CallMeters.NOBODY, "ignored")).isEqualTo(3);
        }
    }

    @Test
    void aServiceOfThatVeryNameIsCountedByItself() throws Exception {
        try (Callers callers = new Callers(CallPolicy.DEFAULT, List.of(), this::listeners)) {
            for (String service : List.of("unknown", "nobody-has-registered-this")) {
                assertThatThrownBy(() -> callers.calls.run(service, CallRequest.of("GET", true), attempt -> "nobody"))
                        .isInstanceOf(NoInstanceException.class);
            }
            callers.register("unknown", "a", LittleServer.deadPort());
            callers.calls.run("unknown", CallRequest.of("GET", true), attempt -> "somebody");

            assertThat(calls("unknown", "success")).isEqualTo(1);
            assertThat(calls(CallMeters.NOBODY, "success")).isZero();
            assertThat(counter("unknown", HaMeters.CALLS_WITHOUT_INSTANCE)).isZero();
            assertThat(counter(CallMeters.NOBODY, HaMeters.CALLS_WITHOUT_INSTANCE))
                    .isEqualTo(2);
        }
    }

    @Test
    @Timeout(30)
    void callsToAServiceThatIsDownWaitForNobody() throws Exception {
        CallMeters[] made = new CallMeters[1];
        Function<Balancers, List<CallListener>> listeners = balancers -> {
            made[0] = new CallMeters(balancers, Tags.empty());
            return List.of(made[0]);
        };
        try (Callers callers = new Callers(CallPolicy.DEFAULT, List.of(), listeners)) {
            synchronized (made[0]) {
                FutureTask<String> call = new FutureTask<>(
                        () -> callers.calls.run("orders", CallRequest.of("GET", true), attempt -> "nobody"));
                new Thread(call).start();

                assertThatThrownBy(call::get).hasCauseInstanceOf(NoInstanceException.class);
            }
        }
    }

    private List<CallListener> listeners(Balancers balancers) {
        CallMeters callMeters = new CallMeters(balancers, Tags.of("team", "blue"));
        callMeters.bindTo(meters);
        return List.of(callMeters);
    }

    private double attempts(String result) {
        return meters.get(HaMeters.CALL_ATTEMPTS.getName())
                .tags("team", "blue", "service", "orders", "result", result)
                .functionCounter()
                .count();
    }

    private double counter(HaMeters meter) {
        return counter("orders", meter);
    }

    private double counter(String service, HaMeters meter) {
        return meters.get(meter.getName())
                .tags("team", "blue", "service", service)
                .functionCounter()
                .count();
    }

    private double gauge(HaMeters meter) {
        return meters.get(meter.getName()).tag("service", "orders").gauge().value();
    }

    private long calls(String service, String outcome) {
        return meters.get(HaMeters.CALLS.getName())
                .tags("service", service, "outcome", outcome)
                .timer()
                .count();
    }
}
