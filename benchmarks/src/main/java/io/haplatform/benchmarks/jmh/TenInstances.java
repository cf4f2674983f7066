package io.haplatform.benchmarks.jmh;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.InstanceSource;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.Time;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The service of all benchmarks of a pick: instances, ten unless said otherwise, all up, that never change. */
final class TenInstances implements InstanceSource {

    static final String SERVICE = "orders";
    static final int COUNT = 10;
    static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private final ServiceView view;

    private TenInstances(int count) {
        this.view = new ServiceView(
                SERVICE,
                true,
                1,
                IntStream.range(0, count).mapToObj(TenInstances::instance).toList());
    }

    static Balancers balancers(Time time, String algorithm) {
        return balancers(time, algorithm, COUNT);
    }

    static Balancers balancers(Time time, String algorithm, int count) {
        return new Balancers(new TenInstances(count), time, RANDOM, List.of(), service -> new BalancePolicy(algorithm));
    }

    static int port(int index) {
        return 8081 + index;
    }

    private static Instance instance(int index) {
        Registration registration = Registration.up(
                new InstanceKey(SERVICE, "orders-" + index),
                "1",
                "10.0." + index / 250 + "." + (index % 250 + 1),
                port(index),
                Instant.EPOCH);
        return new Instance(registration, null, List.of(), Status.UP, "");
    }

    @Override
    public ServiceView view(String service) {
        return view;
    }

    @Override
    public CompletionStage<ServiceView> lookup(String service) {
        return CompletableFuture.completedStage(view);
    }

    @Override
    public Subscription onView(String service, Consumer<ServiceView> listener) {
        return () -> {};
    }
}
