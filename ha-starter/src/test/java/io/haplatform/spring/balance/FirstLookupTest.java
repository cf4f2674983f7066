package io.haplatform.spring.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.Calls;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.ManualTime;
import io.haplatform.spring.reactive.BalancedExchangeFilter;
import io.haplatform.spring.support.Callers;
import io.haplatform.spring.support.TestClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Whoever waits for a service's first lookup may go away: the lookup is everybody's, and nobody is told of an error. */
class FirstLookupTest {

    private final ManualTime time = new ManualTime(); // stands still: no lookup ends
    private final Random random = new Random(1);
    private final Directory directory =
            new Directory(new InMemoryRegistry(time, LeasePolicy.DEFAULT, random), time, DirectoryPolicy.DEFAULT);
    private final Balancers balancers =
            new Balancers(directory, time, random, List.of(), service -> BalancePolicy.DEFAULT);
    private final ServiceInstances instances = new ServiceInstances();
    private final List<Throwable> dropped = new ArrayList<>();

    @Test
    void aCallMayBeCancelledDuringIt() {
        Prober nobody = (instance, timeout) -> new CompletableFuture<>();
        Calls calls = new Calls(
                balancers,
                new Suspicions(balancers, nobody, time, random, ProbePolicy.DEFAULT, SuspicionListener.NONE),
                time,
                random,
                service -> CallPolicy.DEFAULT,
                List.of(),
                List.of());
        try (Callers callers = new Callers(Callers.POLICY, List.of())) {
            BalancedExchangeFilter filter = TestClient.filter(callers, calls);
            goAway(filter.filter(
                            ClientRequest.create(HttpMethod.GET, URI.create("http://orders/"))
                                    .build(),
                            request -> Mono.never())
                    .flux());
        }
    }

    @Test
    void aChoiceMayBeCancelledDuringIt() {
        goAway(new DirectoryBalancer("orders", balancers, instances)
                .choose(new DefaultRequest<>())
                .flux());
    }

    @Test
    void aListMayBeCancelledDuringIt() {
        goAway(new DirectoryInstances("orders", balancers, instances).get());
    }

    private void goAway(Flux<?> waiting) {
        Consumer<Throwable> drop = dropped::add;
        waiting.contextWrite(Context.of("reactor.onErrorDropped.local", drop))
                .subscribe()
                .dispose();

        assertThat(dropped).isEmpty();
        assertThat(balancers.of("orders").isKnown()).isFalse();
        assertThat(balancers.of("orders").known().toCompletableFuture()).isNotDone();
    }
}
