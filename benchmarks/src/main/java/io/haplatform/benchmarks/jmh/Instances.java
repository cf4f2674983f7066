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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The service of all benchmarks of a pick: instances that are all up and never change, ten unless said otherwise. */
final class Instances implements InstanceSource {

    static final String SERVICE = "orders";
    static final int COUNT = 10;
    static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private final ServiceView view;

    private Instances(List<Instance> instances) {
        view = new ServiceView(SERVICE, true, 1, instances);
    }

    /** Ten of the same weight. */
    static Balancers balancers(Time time, String algorithm) {
        return balancers(time, algorithm, IntStream.range(0, COUNT), i -> 100);
    }

    /** The balancer of {@code count} instances. */
    static Balancer balancer(Time time, String algorithm, int count, IntUnaryOperator weight) {
        return balancer(time, algorithm, IntStream.range(0, count), weight);
    }

    /** The balancer of those instances. */
    static Balancer balancer(Time time, String algorithm, IntStream which, IntUnaryOperator weight) {
        return balancers(time, algorithm, which, weight).of(SERVICE);
    }

    private static Balancers balancers(Time time, String algorithm, IntStream which, IntUnaryOperator weight) {
        List<Instance> instances =
                which.mapToObj(i -> instance(i, weight.applyAsInt(i))).toList();
        return new Balancers(
                new Instances(instances), time, RANDOM, List.of(), service -> new BalancePolicy(algorithm));
    }

    static int port(int index) {
        return 8081 + index;
    }

    static String host(int index) {
        return "10.0." + index / 250 + "." + (index % 250 + 1);
    }

    private static Instance instance(int index, int weight) {
        Registration registration = new Registration(
                new InstanceKey(SERVICE, "orders-" + index),
                "1",
                host(index),
                port(index),
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
