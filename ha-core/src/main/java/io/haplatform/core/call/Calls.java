package io.haplatform.core.call;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls: picks an instance, opens an attempt, closes it exactly once, and when it failed tries another instance, as
 * far as the request, the retry budget and the deadline allow.
 *
 * <p>Thread-safe. {@link #begin} never blocks; {@link #run} does, as its body does.
 */
public final class Calls {

    /** Longer than any first lookup takes: the lookup ends the wait. */
    private static final Duration FIRST_LOOKUP_AT_MOST = Duration.ofSeconds(5);

    private final Balancers balancers;
    private final Suspicions suspicions;
    private final Time time;
    private final RandomGenerator random;
    private final Function<String, CallPolicy> policies;
    private final CallGuard[] guards;
    private final Listeners listeners;
    private final ConcurrentHashMap<String, ServiceCalls> services = new ConcurrentHashMap<>();

    /**
     * @param random of the back-off; called from many threads at once
     * @param policies the policy of a service, asked once per service
     * @param guards in the order in which a call enters them; left in the opposite order
     */
    public Calls(
            Balancers balancers,
            Suspicions suspicions,
            Time time,
            RandomGenerator random,
            Function<String, CallPolicy> policies,
            List<? extends CallGuard> guards,
            List<? extends CallListener> listeners) {
        this.balancers = balancers;
        this.suspicions = suspicions;
        this.time = time;
        this.random = random;
        this.policies = policies;
        this.guards = guards.toArray(CallGuard[]::new);
        this.listeners = new Listeners(listeners);
    }

    /**
     * Completes when the instances of the service are known, at once for all but the first call: begin the first call
     * only then. Completes normally also when nobody could say; the call then fails with a reason.
     */
    public CompletionStage<@Nullable Void> ready(String service) {
        return balancers.of(service).known();
    }

    /** Like {@link #ready}, for a thread that may block. */
    public void awaitReady(String service) throws InterruptedException {
        Balancer balancer = balancers.of(service);
        if (!balancer.isKnown()) {
            time.await(balancer.known(), FIRST_LOOKUP_AT_MOST);
        }
    }

    /**
     * Begins a call. Whoever got it ends it; see {@link Call}.
     *
     * @throws CallRejectedException when a guard does not let it in
     */
    public Call begin(String service, CallRequest request) {
        ServiceCalls calls = services.get(service);
        return (calls != null ? calls : create(service)).begin(request);
    }

    /**
     * Runs a call on this thread to its end.
     *
     * @return the last answer; it may be one that counted as a failure, when nothing better was to be had
     * @throws Exception what the last attempt threw; {@link NoInstanceException} when there was none;
     *     {@link CallRejectedException} when a guard did not let it begin
     */
    public <T> T run(String service, CallRequest request, AttemptBody<T> body) throws Exception {
        awaitReady(service);
        return new BlockingCall<>(begin(service, request), body, time).run();
    }

    private ServiceCalls create(String service) {
        Balancer balancer = balancers.of(service);
        return services.computeIfAbsent(
                service,
                name -> new ServiceCalls(balancer, policies.apply(name), suspicions, time, random, guards, listeners));
    }
}
