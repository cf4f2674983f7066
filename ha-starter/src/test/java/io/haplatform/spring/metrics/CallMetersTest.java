package io.haplatform.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.spring.blocking.Transports;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.LittleServer;
import io.haplatform.spring.support.TestClient;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CallMetersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void warmUp() throws Exception {
        TestClient.warmUp();
    }

    @Test
    void countsCallsAttemptsRetriesAndCallsThatFoundNobody() throws Exception {
        Callers[] later = new Callers[1];
        CallMeters callMeters = new CallMeters(() -> later[0].balancers, Tags.of("team", "blue"));
        callMeters.bindTo(meters);
        try (Callers callers = new Callers(CallPolicy.DEFAULT, List.of(), List.of(callMeters));
                Transports transports = new Transports(callers.time);
                LittleServer busy = LittleServer.answering(503, "busy");
                LittleServer well = LittleServer.answering(200, "well")) {
            later[0] = callers;
            TestClient.Requests requests = TestClient.REST_CLIENT_JDK.over(callers, transports);
            assertThatThrownBy(() -> requests.get("/")).isInstanceOf(IllegalStateException.class);
            callers.register("a", LittleServer.deadPort());
            callers.register("b", busy.port());
            callers.register("c", well.port());
            // which instance is first is the balancer's to choose; ten calls meet each of them
            for (int i = 0; i < 10; i++) {
                assertThat(requests.get("/").body()).isEqualTo("well");
            }

            // a is avoided from its first refusal on
            assertThat(attempts("refused")).isEqualTo(1);
            assertThat(attempts("status")).isBetween(1.0, 10.0);
            assertThat(attempts("success")).isEqualTo(10);
            assertThat(attempts("timeout")).isZero();
            assertThat(counter(HaMeters.CALL_RETRIES)).isEqualTo(attempts("refused") + attempts("status"));
            // the call that came before anybody had registered
            assertThat(counter("unknown", HaMeters.CALLS_WITHOUT_INSTANCE)).isEqualTo(1);
            assertThat(calls("unknown", "ignored")).isEqualTo(1);
            assertThat(counter(HaMeters.CALLS_WITHOUT_INSTANCE)).isZero();
            assertThat(calls("orders", "success")).isEqualTo(10);
            assertThat(calls("orders", "ignored")).isZero();
            assertThat(gauge(HaMeters.CALLS_IN_FLIGHT)).isZero();
            assertThat(gauge(HaMeters.INSTANCES_AVOIDED)).isEqualTo(1);
        }
    }

    @Test
    void namesThatNobodyHasRegisteredAreCountedTogether() throws Exception {
        Callers[] later = new Callers[1];
        CallMeters callMeters = new CallMeters(() -> later[0].balancers, Tags.of("team", "blue"));
        callMeters.bindTo(meters);
        try (Callers callers = new Callers(CallPolicy.DEFAULT, List.of(), List.of(callMeters))) {
            later[0] = callers;
            for (int i = 0; i < 3; i++) {
                String service = "from-a-request-" + i;
                assertThatThrownBy(() -> callers.calls.run(service, CallRequestOf.GET, attempt -> "nobody"))
                        .isInstanceOf(NoInstanceException.class);
            }

            assertThat(meters.getMeters())
                    .extracting(meter -> meter.getId().getTag("service"))
                    .containsOnly("unknown");
            assertThat(counter("unknown", HaMeters.CALLS_WITHOUT_INSTANCE)).isEqualTo(3);
            assertThat(calls("unknown", "ignored")).isEqualTo(3);
        }
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
