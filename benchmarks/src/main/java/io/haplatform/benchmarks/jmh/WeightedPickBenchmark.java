package io.haplatform.benchmarks.jmh;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.time.SystemTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.WeightedServiceInstanceListSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Row B2: one pick by weight, a thousand instances, weights that add up to 10,000. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WeightedPickBenchmark {

    private static final int COUNT = 1_000;

    /** 1, 3, 5 … 19, and again. */
    private static int weight(int index) {
        return 2 * (index % 10) + 1;
    }

    /** Our balancer. */
    @State(Scope.Benchmark)
    public static class Ours {

        final SystemTime time = new SystemTime("benchmark");
        final Balancer inTurn = Instances.balancer(time, "WEIGHTED_ROUND_ROBIN", COUNT, WeightedPickBenchmark::weight);
        final Balancer random = Instances.balancer(time, "RANDOM", COUNT, WeightedPickBenchmark::weight);

        @TearDown
        public void stop() {
            time.close();
        }
    }

    /** Spring Cloud's weights under its round robin, without its cache and its context. */
    @State(Scope.Benchmark)
    public static class Spring {

        final RoundRobinLoadBalancer balancer = new RoundRobinLoadBalancer(
                new StaticListableBeanFactory(Map.of(
                                "supplier",
                                new WeightedServiceInstanceListSupplier(
                                        supplier(), instance -> weight(instance.getPort()))))
                        .getBeanProvider(ServiceInstanceListSupplier.class),
                Instances.SERVICE,
                0);

        private static ServiceInstanceListSupplier supplier() {
            List<ServiceInstance> instances = IntStream.range(0, COUNT)
                    .<ServiceInstance>mapToObj(i ->
                            new DefaultServiceInstance("orders-" + i, Instances.SERVICE, Instances.host(i), i, false))
                    .toList();
            return new ServiceInstanceListSupplier() {
                @Override
                public String getServiceId() {
                    return Instances.SERVICE;
                }

                @Override
                public Flux<List<ServiceInstance>> get() {
                    return Flux.just(instances);
                }
            };
        }
    }

    /** Armeria's weighted round robin. */
    @State(Scope.Benchmark)
    public static class Armeria {

        final EndpointGroup group = EndpointGroup.of(
                EndpointSelectionStrategy.weightedRoundRobin(),
                IntStream.range(0, COUNT)
                        .mapToObj(i -> Endpoint.of(Instances.host(i), Instances.port(i))
                                .withWeight(weight(i)))
                        .toList());
        final ClientRequestContext context = ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));

        @TearDown
        public void stop() {
            group.close();
        }
    }

    @Benchmark
    public Object ours(Ours ours) {
        return ours.inTurn.require(CallContext.NONE);
    }

    @Benchmark
    public Object oursRandom(Ours ours) {
        return ours.random.require(CallContext.NONE);
    }

    @Benchmark
    public @Nullable Response<ServiceInstance> springWeighted(Spring spring) {
        return Mono.from(spring.balancer.choose()).block();
    }

    @Benchmark
    public Object armeria(Armeria armeria) {
        return armeria.group.selectNow(armeria.context);
    }
}
