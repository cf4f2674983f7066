package io.haplatform.spring.support;

import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallGuard;
import io.haplatform.core.call.CallListener;
import io.haplatform.core.call.CallPolicy;
import io.haplatform.core.call.Calls;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import io.haplatform.spring.balance.Fallbacks;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.UserBalancers;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClientsProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.mock.env.MockEnvironment;

/**
 * Everything between a registry in memory and the clients, without a Spring context: instances of {@code orders} are
 * tried in the order of their ids, so that a test can say which comes first.
 */
public final class Callers implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(1);

    /** How long an attempt may take by {@link #POLICY}. */
    public static final Duration ATTEMPT = Duration.ofSeconds(2);

    public static final CallPolicy POLICY = new CallPolicy(
            Duration.ofSeconds(1),
            ATTEMPT,
            Duration.ofSeconds(60),
            3,
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            0.2,
            10,
            Set.of("GET", "HEAD", "PUT", "DELETE"),
            Set.of(502, 503, 504),
            "Idempotency-Key");

    public final Time time = new SystemTime("test");
    public final Balancers balancers;
    public final Calls calls;
    public final UserBalancers users;
    public final Lifecycles lifecycles;
    public final ServiceInstances instances = new ServiceInstances();
    public final Fallbacks fallbacks;
    public final List<String> attempts = new CopyOnWriteArrayList<>();
    public final List<String> ends = new CopyOnWriteArrayList<>();
    private final InMemoryRegistry registry;
    private final Directory directory;
    private final Suspicions suspicions;
    private final GenericApplicationContext context = new GenericApplicationContext();

    public Callers(CallPolicy policy, List<CallGuard> guards, ServiceFallback... fallbacks) {
        this(policy, guards, balancers -> List.of(), fallbacks);
    }

    /** @param more listeners, over the balancers that the calls use */
    public Callers(
            CallPolicy policy,
            List<CallGuard> guards,
            Function<Balancers, List<CallListener>> more,
            ServiceFallback... fallbacks) {
        RandomGenerator random = new Random(1);
        LeasePolicy lease = new LeasePolicy(Duration.ofMinutes(1), Duration.ofMinutes(10));
        this.registry = new InMemoryRegistry(time, lease, random);
        this.directory =
                new Directory(registry, time, DirectoryPolicy.firstLookupWithin(Duration.ofSeconds(1)), random);
        directory.start();
        this.balancers = new Balancers(
                directory, time, random, List.of(new InOrder()), service -> new BalancePolicy("IN_ORDER"));
        // nobody comes back from a suspicion by a probe here
        Prober nobodyAnswers = (instance, timeout) ->
                CompletableFuture.completedFuture(new Prober.Answer(Prober.Answer.Kind.SILENT, "not asked"));
        this.suspicions =
                new Suspicions(balancers, nobodyAnswers, time, random, ProbePolicy.DEFAULT, SuspicionListener.NONE);
        List<CallListener> listeners = new ArrayList<>(more.apply(balancers));
        listeners.add(new Listener());
        this.calls = new Calls(balancers, suspicions, time, random, service -> policy, guards, listeners);
        LoadBalancerClientFactory factory = new LoadBalancerClientFactory(new LoadBalancerClientsProperties());
        context.refresh();
        factory.setApplicationContext(context);
        this.users = new UserBalancers(factory, List.of(), new MockEnvironment());
        this.lifecycles = new Lifecycles(
                factory, users, context.getBeanProvider(ResolvableType.forClass(LoadBalancerLifecycle.class)));
        this.fallbacks = new Fallbacks(List.of(fallbacks));
    }

    /** Has a bean of Spring Cloud's told of calls; to be said before the first call. */
    public void tell(LoadBalancerLifecycle<?, ?, ?> listener) {
        context.getBeanFactory().registerSingleton("listener", listener);
    }

    /** As {@link #tell}, of a bean that is made when it is needed. */
    public void tellOf(Supplier<LoadBalancerLifecycle<?, ?, ?>> listener) {
        RootBeanDefinition definition = new RootBeanDefinition(LoadBalancerLifecycle.class);
        definition.setInstanceSupplier(listener);
        context.registerBeanDefinition("listener", definition);
    }

    /** Registers an instance of {@code orders} and waits until it can be picked. */
    public void register(String id, int port) throws Exception {
        register("orders", id, port);
    }

    public void register(String service, String id, int port) throws Exception {
        Registration registration =
                Registrations.of(service, id).at("127.0.0.1", port).build();
        registry.register(List.of(registration)).toCompletableFuture().get(5, TimeUnit.SECONDS);
        await(() -> balancers.of(service).nodes().stream()
                .anyMatch(node -> node.key().id().equals(id)));
    }

    /** Attempts that were begun and have not ended. */
    public int inFlight() {
        return balancers.of("orders").nodes().stream().mapToInt(Node::inFlight).sum();
    }

    /** Waits until all attempts have ended, and whoever listens has been told: that comes a moment later. */
    public void awaitEnds() throws InterruptedException {
        await(() -> {
            int begun = balancers.of("orders").begun();
            return inFlight() == 0 && attempts.size() == begun && (begun == 0 || !ends.isEmpty());
        });
    }

    /** Waits for what happens on another thread, and fails when it does not. */
    public static void await(BooleanSupplier condition) {
        Awaitility.await().pollDelay(Duration.ZERO).pollInterval(POLL).until(condition::getAsBoolean);
    }

    @Override
    public void close() {
        suspicions.close();
        balancers.close();
        directory.close();
        context.close();
        time.close();
    }

    /** Notes attempts as {@code a:SUCCESS}, {@code a:REFUSED}, {@code a:STATUS(503)}, {@code a:IGNORED}. */
    private final class Listener implements CallListener {

        @Override
        public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
            attempts.add(instance.key().id() + ":" + describe(outcome));
        }

        @Override
        public void onFinish(Call call, Outcome outcome, long nanos) {
            ends.add(describe(outcome));
        }

        private static String describe(Outcome outcome) {
            if (outcome instanceof Outcome.Failure failure) {
                return failure.kind() == Outcome.Kind.STATUS
                        ? "STATUS(" + failure.status() + ")"
                        : failure.kind().name();
            }
            return outcome instanceof Outcome.Success ? "SUCCESS" : "IGNORED";
        }
    }
}
