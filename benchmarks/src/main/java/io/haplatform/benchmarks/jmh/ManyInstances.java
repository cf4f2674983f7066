package io.haplatform.benchmarks.jmh;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** As many instances as a benchmark wants, by weights that it gives; all up, and they never change. */
final class ManyInstances implements InstanceSource {

    private final ServiceView view;

    private ManyInstances(List<Instance> instances) {
        view = new ServiceView(TenInstances.SERVICE, true, 1, instances);
    }

    /** The balancer of {@code count} instances. */
    static Balancer balancer(Time time, String algorithm, int count, IntUnaryOperator weight) {
        return balancer(time, algorithm, IntStream.range(0, count), weight);
    }

    /** The balancer of those instances. */
    static Balancer balancer(Time time, String algorithm, IntStream which, IntUnaryOperator weight) {
        List<Instance> instances =
                which.mapToObj(i -> instance(i, weight.applyAsInt(i))).toList();
        return new Balancers(
                        new ManyInstances(instances),
                        time,
                        TenInstances.RANDOM,
                        List.of(),
                        service -> new BalancePolicy(algorithm))
                .of(TenInstances.SERVICE);
    }

    static String host(int index) {
        return "10.0." + index / 250 + "." + (index % 250 + 1);
    }

    private static Instance instance(int index, int weight) {
        Registration registration = new Registration(
                new InstanceKey(TenInstances.SERVICE, "orders-" + index),
                "1",
                host(index),
                8080,
                "http",
                0,
                weight,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                Status.UP,
                "",
                Instant.EPOCH,
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
