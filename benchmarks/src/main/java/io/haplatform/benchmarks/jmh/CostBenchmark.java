package io.haplatform.benchmarks.jmh;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.CallContext;
import io.haplatform.core.balance.Node;
import io.haplatform.core.time.SystemTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row B4: one pick by what calls cost, of instances that have answered, that owe answers, and that have failed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CostBenchmark {

    /** Balancers over as many instances as the row says. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH sets it up
    public static class Ours {

        @Param({"10", "1000"})
        int instances;

        final SystemTime time = new SystemTime("benchmark");
        final long now = time.nanos();
        final CallContext call = () -> now;
        Balancer leastConnections;
        Balancer leastResponseTime;
        Balancer adaptive;

        @Setup
        public void start() {
            leastConnections = used("LEAST_CONNECTIONS");
            leastResponseTime = used("LEAST_RESPONSE_TIME");
            adaptive = used("ADAPTIVE");
        }

        private Balancer used(String algorithm) {
            Balancer balancer = Instances.balancer(time, algorithm, instances, i -> 100);
            List<Node> nodes = balancer.nodes();
            for (int i = 0; i < nodes.size(); i++) {
                Node node = nodes.get(i);
                long answeredAt = now - TimeUnit.MILLISECONDS.toNanos(7L * i % 5_000);
                node.succeeded(answeredAt - TimeUnit.MICROSECONDS.toNanos(8_000 + 97 * i % 5_000), answeredAt);
                for (int attempt = 0; attempt < i % 3; attempt++) {
                    node.begin(answeredAt, TimeUnit.SECONDS.toNanos(3));
                }
                if (i % 10 == 7) {
                    node.failed(answeredAt, answeredAt, 0);
                }
            }
            return balancer;
        }

        @TearDown
        public void stop() {
            time.close();
        }
    }

    @Benchmark
    public Object leastConnections(Ours ours) {
        return ours.leastConnections.require(ours.call);
    }

    @Benchmark
    public Object leastResponseTime(Ours ours) {
        return ours.leastResponseTime.require(ours.call);
    }

    @Benchmark
    public Object adaptive(Ours ours) {
        return ours.adaptive.require(ours.call);
    }
}
