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
import io.haplatform.spring.blocking.BalancedLoadBalancerClient;
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
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Row B1: one pick, ten instances. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickBenchmark {

    /** Our balancer; what a caller of the core pays. */
    @State(Scope.Benchmark)
    public static class Ours {

        final SystemTime time = new SystemTime("benchmark");
        final Balancer roundRobin = Instances.balancers(time, "ROUND_ROBIN").of(Instances.SERVICE);
        final Balancer random = Instances.balancers(time, "RANDOM").of(Instances.SERVICE);

        @TearDown
        public void stop() {
            time.close();
        }
    }

    /** Our balancer behind Spring Cloud's interface, as an application with the starter has it. */
    @State(Scope.Benchmark)
    public static class OursInSpring {

        final ConfigurableApplicationContext context = SpringCloud.ours();
        final LoadBalancerClient client = SpringCloud.client(context, BalancedLoadBalancerClient.class);

        @TearDown
        public void stop() {
            context.close();
        }
    }

    /** Spring Cloud's client with all that belongs to it. */
    @State(Scope.Benchmark)
    public static class Spring {

        final ConfigurableApplicationContext context = SpringCloud.peer();
        final LoadBalancerClient client = SpringCloud.client(context, BlockingLoadBalancerClient.class);

        @TearDown
        public void stop() {
            context.close();
        }
    }

    /** Spring Cloud's round robin alone, over a list that is there. */
    @State(Scope.Benchmark)
    public static class BareSpring {

        final RoundRobinLoadBalancer balancer = new RoundRobinLoadBalancer(
                new StaticListableBeanFactory(Map.of("supplier", supplier()))
                        .getBeanProvider(ServiceInstanceListSupplier.class),
                Instances.SERVICE,
                0);

        private static ServiceInstanceListSupplier supplier() {
            List<ServiceInstance> instances = IntStream.range(0, Instances.COUNT)
                    .<ServiceInstance>mapToObj(i -> new DefaultServiceInstance(
                            "orders-" + i, Instances.SERVICE, "10.0.0." + (i + 1), Instances.port(i), false))
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

    /** Armeria's round robin: the fastest of the peers. */
    @State(Scope.Benchmark)
    public static class Armeria {

        final EndpointGroup group = EndpointGroup.of(
                EndpointSelectionStrategy.roundRobin(),
                IntStream.range(0, Instances.COUNT)
                        .mapToObj(i -> Endpoint.of("10.0.0." + (i + 1), Instances.port(i)))
                        .toList());
        final ClientRequestContext context = ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));

        @TearDown
        public void stop() {
            group.close();
        }
    }

    @Benchmark
    public Object ours(Ours ours) {
        return ours.roundRobin.require(CallContext.NONE);
    }

    @Benchmark
    public Object oursRandom(Ours ours) {
        return ours.random.require(CallContext.NONE);
    }

    @Benchmark
    public Object oursInSpring(OursInSpring ours) {
        return ours.client.choose(Instances.SERVICE);
    }

    @Benchmark
    public Object springChoose(Spring spring) {
        return spring.client.choose(Instances.SERVICE);
    }

    @Benchmark
    public @Nullable Response<ServiceInstance> springBareRoundRobin(BareSpring spring) {
        return Mono.from(spring.balancer.choose()).block();
    }

    @Benchmark
    public Object armeria(Armeria armeria) {
        return armeria.group.selectNow(armeria.context);
    }
}
