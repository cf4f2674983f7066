package io.haplatform.core.call;

import static io.haplatform.core.call.CallBench.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.Node;
import io.haplatform.core.balance.Services;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.ManualTime;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registry, directory, balancer and runner of calls together, as an application has them. */
class OverTheRegistryTest {

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(1);
    private final InMemoryRegistry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, random);
    private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
    private final Balancers balancers =
            new Balancers(directory, time, random, List.of(), service -> BalancePolicy.DEFAULT);
    private final Suspicions suspicions = new Suspicions(
            balancers,
            (instance, timeout) -> CompletableFuture.completedFuture(
                    new Prober.Answer(Prober.Answer.Kind.REFUSED, "connection refused")),
            time,
            random,
            ProbePolicy.DEFAULT,
            SuspicionListener.NONE);
    private final Calls calls =
            new Calls(balancers, suspicions, time, random, service -> CallPolicy.DEFAULT, List.of(), List.of());

    @BeforeEach
    void start() {
        directory.start();
        register("a", "1");
        register("b", "1");
    }

    @Test
    void theFirstCallFindsWhatIsRegistered() throws Exception {
        String served = calls.run(
                "orders", request("GET"), attempt -> attempt.instance().key().id());

        assertThat(served).isIn("a", "b");
    }

    @Test
    void aNewInstanceGetsCallsAndADrainingOneNoMore() throws Exception {
        assertThat(served(6)).isEqualTo("a b");
        register("c", "1");
        time.advance(Duration.ofMillis(100));
        assertThat(served(6)).isEqualTo("a b c");

        InstanceKey a = new InstanceKey("orders", "a");
        registry.change(new Change.PutOverride(
                new OperatorOverride(a, 1, null, null, Status.DRAINING, "ops", "", time.now(), null, Map.of())));
        time.advance(Duration.ofMillis(100));

        assertThat(served(6)).isEqualTo("b c");
    }

    @Test
    void aKilledInstanceIsTriedOnceAndItsRestartGetsCallsAgain() throws Exception {
        assertThat(served(2)).isEqualTo("a b");
        int[] refused = {0};
        for (int i = 0; i < 20; i++) {
            calls.run("orders", request("POST"), attempt -> {
                if (attempt.instance().key().id().equals("a")) {
                    refused[0]++;
                    throw new ConnectException("Connection refused");
                }
                return "ok";
            });
        }
        assertThat(refused[0]).isEqualTo(1);

        register("a", "2");
        time.advance(Duration.ofMillis(100));

        assertThat(served(4)).isEqualTo("a b");
    }

    @Test
    void theLastInstancesStayWhenNobodyRenews() throws Exception {
        assertThat(served(2)).isEqualTo("a b");
        for (int second = 0; second < 20; second++) {
            time.advance(Duration.ofSeconds(1));
            registry.sweep();
        }
        time.advance(Duration.ofMillis(100));

        assertThat(balancers.of("orders").nodes())
                .extracting(Node::instance)
                .allSatisfy(instance -> assertThat(instance.status()).isEqualTo(Status.SUSPECT));
        assertThat(served(2)).isEqualTo("a b");
    }

    private void register(String id, String incarnation) {
        Registration registration =
                Services.instance("orders", id + "#" + incarnation).registration();
        registry.register(List.of(registration));
        time.run();
    }

    /** Who serves so many calls, sorted. */
    private String served(int count) throws Exception {
        calls.awaitReady("orders");
        TreeSet<String> ids = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ids.add(balancers.of("orders").require(CallContext.NONE).key().id());
        }
        return String.join(" ", ids);
    }
}
