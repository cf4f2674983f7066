package io.haplatform.core.call;

import io.haplatform.core.balance.Algorithm;
import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.balance.Picker;
import io.haplatform.core.balance.Services;
import io.haplatform.core.balance.Settings;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.time.ManualTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything a call needs, under manual time, with instances that behave as a test says. */
final class CallBench {

    /** Always the lowest: pickers begin with their first node. */
    static final RandomGenerator LOWEST = () -> 0L;

    /** Always the highest: a back-off lasts as long as it may. */
    static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    final ManualTime time = new ManualTime();
    final Services services = new Services();
    final List<String> said = new ArrayList<>();
    final List<String> probed = Collections.synchronizedList(new ArrayList<>());
    final List<CallGuard> guards = new ArrayList<>();
    final List<CallListener> listeners = new ArrayList<>();
    final Map<String, String> behaviour = new TreeMap<>();
    Prober.Answer answer = new Prober.Answer(Prober.Answer.Kind.SILENT, "no answer");
    CallPolicy policy = CallPolicy.DEFAULT;

    /** Every node that a picker was ever built over. */
    final Set<Node> everyNode = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    BalancePolicy balancePolicy = BalancePolicy.DEFAULT;

    final Balancers balancers = new Balancers(services, time, LOWEST, List.of(new Seen()), service -> balancePolicy);
    final Suspicions suspicions =
            new Suspicions(balancers, this::probe, time, LOWEST, ProbePolicy.DEFAULT, SuspicionListener.NONE);

    /** {@code SEEN}: turn by turn, and keeps a list of whom it was given. */
    private final class Seen implements Algorithm {

        @Override
        public String name() {
            return "SEEN";
        }

        @Override
        public Picker build(List<Node> nodes, Settings settings, @Nullable Picker previous) {
            everyNode.addAll(nodes);
            AtomicInteger turn = new AtomicInteger();
            return call -> nodes.get(Integer.remainderUnsigned(turn.getAndIncrement(), nodes.size()));
        }
    }

    CallBench() {
        listeners.add(new Scribe());
    }

    Calls calls() {
        return new Calls(balancers, suspicions, time, HIGHEST, service -> policy, guards, listeners);
    }

    Balancer balancer() {
        return balancers.of("orders");
    }

    /** {@code a=ok b=refused c=503+2000}: what each instance does, and how many milliseconds it takes for it. */
    void behave(String instances) {
        List<String> ids = new ArrayList<>();
        for (String text : instances.split(" ", -1)) {
            String[] parts = text.split("=", 2);
            ids.add(parts[0]);
            behaviour.put(parts[0], parts[1]);
        }
        services.set("orders", ids.toArray(String[]::new));
    }

    /** The body of a call: does as the instance was told, and takes as long. */
    Integer send(Attempt attempt) throws Exception {
        String[] parts =
                behaviour.getOrDefault(attempt.instance().key().id(), "ok").split("\\+", 2);
        if (parts.length > 1) {
            time.advance(Duration.ofMillis(Long.parseLong(parts[1])));
        }
        switch (parts[0]) {
            case "ok" -> {
                return 200;
            }
            case "refused" -> throw new ConnectException("Connection refused");
            case "unreachable" -> throw new NoRouteToHostException("No route to host");
            case "timeout" -> {
                time.advance(attempt.timeout());
                throw new SocketTimeoutException("Read timed out");
            }
            case "reset" -> throw new SocketException("Connection reset");
            case "error" -> throw new IOException("something else");
            default -> {
                return Integer.parseInt(parts[0]);
            }
        }
    }

    AttemptBody<Integer> body() {
        return new AttemptBody<>() {
            @Override
            public Integer run(Attempt attempt) throws Exception {
                return send(attempt);
            }

            @Override
            public Outcome outcome(Integer status) {
                return status < 500 ? Outcome.SUCCESS : Outcome.status(status, null);
            }

            @Override
            public void discard(Integer status) {
                said.add("discard " + status);
            }
        };
    }

    /** The answer's status, or the simple name of what was thrown. */
    String run(CallRequest request) {
        try {
            return String.valueOf(calls().run("orders", request, body()));
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    /** {@code GET}, {@code POST}, {@code POST stream} for a body that cannot be sent again, {@code POST key}. */
    static CallRequest request(String text) {
        String[] parts = text.split(" ", 2);
        String kind = parts.length == 1 ? "" : parts[1];
        return new CallRequest() {
            @Override
            public String method() {
                return parts[0];
            }

            @Override
            public boolean repeatable() {
                return !kind.equals("stream");
            }

            @Override
            public @Nullable String value(String name) {
                return kind.equals("key") && name.equals("header:Idempotency-Key") ? "1" : null;
            }
        };
    }

    private CompletableFuture<Prober.Answer> probe(Instance instance, Duration timeout) {
        probed.add(instance.key().id());
        return CompletableFuture.completedFuture(answer);
    }

    /** How many attempts are open at each instance. */
    String inFlight() {
        return balancer().nodes().stream()
                .map(node -> String.valueOf(node.inFlight()))
                .collect(Collectors.joining(" "));
    }

    static String ids(List<Instance> instances) {
        return instances.stream().map(i -> i.key().id()).collect(Collectors.joining(" "));
    }

    static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Failure failure) {
            return failure.kind() == Outcome.Kind.STATUS
                    ? String.valueOf(failure.status())
                    : failure.kind().name().toLowerCase(Locale.ROOT);
        }
        return outcome instanceof Outcome.Success ? "success" : "ignored";
    }

    /** Writes down what a listener is told. */
    private final class Scribe implements CallListener {

        @Override
        public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
            said.add(instance.key().id() + " " + word(outcome) + " " + nanos / 1_000_000);
        }

        @Override
        public void onNoInstance(Call call, NoInstanceException why) {
            said.add("none");
        }

        @Override
        public void onFinish(Call call, Outcome outcome, long nanos) {
            said.add("finish " + word(outcome) + " " + nanos / 1_000_000 + " " + ids(call.tried()));
        }
    }
}
