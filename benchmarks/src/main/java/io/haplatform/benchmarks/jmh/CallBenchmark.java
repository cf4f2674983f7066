package io.haplatform.benchmarks.jmh;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.Attempt;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.CallRequest;
import io.haplatform.core.call.Calls;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.SocketProber;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.time.SystemTime;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequest;
import org.springframework.cloud.loadbalancer.blocking.client.BlockingLoadBalancerClient;
import org.springframework.context.ConfigurableApplicationContext;

/** Row B3: all that a call costs beside its sending: begin, pick, open an attempt, close it, count. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {

    private static final CallRequest GET = CallRequest.of("GET", true);

    /** Our runner of calls at its defaults. */
    @State(Scope.Benchmark)
    public static class Ours {

        final SystemTime time = new SystemTime("benchmark");
        final Balancers balancers = Instances.balancers(time, "ROUND_ROBIN");
        final Suspicions suspicions = new Suspicions(
                balancers, new SocketProber(time), time, Instances.RANDOM, ProbePolicy.DEFAULT, SuspicionListener.NONE);
        final Calls calls = new Calls(
                balancers, suspicions, time, Instances.RANDOM, service -> CallPolicy.DEFAULT, List.of(), List.of());

        @TearDown
        public void stop() {
            suspicions.close();
            time.close();
        }
    }

    /** Another thread that closes what the measuring one has opened; the two wait for each other without sleeping. */
    @State(Scope.Benchmark)
    public static class Elsewhere {

        /** At a time: so many that reading the clock of a thread is lost among them. */
        static final int BATCH = 1024;

        final Call[] calls = new Call[BATCH];
        final Attempt[] attempts = new Attempt[BATCH];
        private final Thread closer = new Thread(this::closeBatches, "closer");
        private long nanos;
        private volatile boolean theirs;
        private volatile boolean stopped;

        @Setup
        public void start() {
            closer.setDaemon(true);
            closer.start();
        }

        /** Hands all over and waits until they are closed; gives the processor time that took, without any waiting. */
        long closeAll() {
            theirs = true;
            while (theirs) {
                Thread.onSpinWait();
            }
            return nanos;
        }

        private void closeBatches() {
            while (!stopped) {
                if (theirs) {
                    long begin = CpuTime.ofThisThread();
                    for (int i = 0; i < BATCH; i++) {
                        calls[i].conclude(attempts[i], Outcome.SUCCESS);
                    }
                    nanos = CpuTime.ofThisThread() - begin;
                    theirs = false;
                }
                Thread.onSpinWait();
            }
        }

        @TearDown
        public void stop() throws InterruptedException {
            stopped = true;
            closer.join();
        }
    }

    /** The processor time of both threads together, and for how many calls; JMH adds them up for each iteration. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Both {

        public long nanosOfBoth;
        public long callsOfBoth;
    }

    /** Spring Cloud's client with all that belongs to it. */
    @State(Scope.Benchmark)
    public static class Spring {

        final ConfigurableApplicationContext context = SpringCloud.peer();
        final LoadBalancerClient client = SpringCloud.client(context, BlockingLoadBalancerClient.class);
        final LoadBalancerRequest<Object> request = instance -> instance;

        @TearDown
        public void stop() {
            context.close();
        }
    }

    @Benchmark
    public Object ours(Ours ours, Blackhole elsewhere) {
        Call call = ours.calls.begin(Instances.SERVICE, GET);
        Attempt attempt = call.next();
        // it must exist: without this the compiler would see that nobody else ever looks at it
        elsewhere.consume(attempt);
        return call.conclude(attempt, Outcome.SUCCESS);
    }

    /** The same, but closed by another thread: what the first one wrote has to come over to the other processor. */
    @Benchmark
    @OperationsPerInvocation(Elsewhere.BATCH)
    public void oursHandedOver(Ours ours, Elsewhere other, Both both) {
        long begin = CpuTime.ofThisThread();
        for (int i = 0; i < Elsewhere.BATCH; i++) {
            Call call = ours.calls.begin(Instances.SERVICE, GET);
            other.calls[i] = call;
            other.attempts[i] = call.next();
        }
        both.nanosOfBoth += CpuTime.ofThisThread() - begin;
        both.nanosOfBoth += other.closeAll();
        both.callsOfBoth += Elsewhere.BATCH;
    }

    /** The two readings of the clock that every call needs. */
    @Benchmark
    public long twoClockReads(Ours ours) {
        return ours.time.nanos() + ours.time.nanos();
    }

    @Benchmark
    public Object springExecute(Spring spring) throws IOException {
        return spring.client.execute(Instances.SERVICE, spring.request);
    }
}
