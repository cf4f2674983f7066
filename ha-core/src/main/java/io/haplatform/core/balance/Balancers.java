package io.haplatform.core.balance;

import io.haplatform.core.instance.Names;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.time.Time;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The balancers of a process, one per service, made when first asked for.
 *
 * <p>Thread-safe. Closing ends all of them; the last pickers stay, so that calls under way find what they found before.
 */
public final class Balancers implements AutoCloseable {

    private static final List<Algorithm> OWN = List.of(
            KeyHash.consistent(),
            KeyHash.ip(),
            KeyHash.url(),
            new Adaptive(),
            new LeastConnections(),
            new LeastResponseTime(),
            new RandomChoice(),
            new RoundRobin(),
            new WeightedRoundRobin());

    private final InstanceSource source;
    private final Time time;
    private final RandomGenerator random;
    private final Map<String, Algorithm> algorithms;
    private final Function<String, BalancePolicy> policies;
    private final ConcurrentHashMap<String, Balancer> balancers = new ConcurrentHashMap<>();

    /**
     * @param random the source of chance of all algorithms, called from many threads at once; a
     *     {@code () -> ThreadLocalRandom.current().nextLong()} shares nothing between them
     * @param extra the application's own algorithms
     * @param policies the policy of a service; read again whenever its picker is compiled
     */
    public Balancers(
            InstanceSource source,
            Time time,
            RandomGenerator random,
            Collection<? extends Algorithm> extra,
            Function<String, BalancePolicy> policies) {
        this.source = source;
        this.time = time;
        this.random = random;
        this.algorithms = byName(extra);
        this.policies = policies;
    }

    /** Balancers over the registry's directory. */
    public Balancers(
            Directory directory,
            Time time,
            RandomGenerator random,
            Collection<? extends Algorithm> extra,
            Function<String, BalancePolicy> policies) {
        this(InstanceSource.of(directory), time, random, extra, policies);
    }

    /**
     * The balancer of a service; from the first time on the service is followed.
     *
     * @throws IllegalArgumentException when the name is none, or the policy of the service names no algorithm
     */
    public Balancer of(String service) {
        Balancer balancer = balancers.get(service);
        return balancer != null ? balancer : create(service);
    }

    /** All that were asked for. */
    public Collection<Balancer> all() {
        return List.copyOf(balancers.values());
    }

    /** The names that {@link BalancePolicy#algorithm()} may have. */
    public Set<String> algorithms() {
        return algorithms.keySet();
    }

    /** Has all balancers read their policies again. */
    public void refresh() {
        balancers.values().forEach(Balancer::changed);
    }

    @Override
    public void close() {
        balancers.values().forEach(Balancer::close);
    }

    private Balancer create(String service) {
        Names.service(service);
        Balancer created = new Balancer(service, source, time, new Pipeline(stages(), random), () -> strategy(service));
        Balancer other = balancers.putIfAbsent(service, created);
        if (other != null) {
            return other;
        }
        created.start();
        return created;
    }

    private static List<Stage> stages() {
        return List.of(new EligibleStage());
    }

    private Strategy strategy(String service) {
        BalancePolicy policy = policies.apply(service);
        String name = policy.algorithm();
        Algorithm algorithm = algorithms.get(name);
        if (algorithm == null) {
            throw new IllegalArgumentException("strategy of service '" + service + "' must be one of "
                    + String.join(", ", algorithms.keySet()) + " but is '" + name + "'");
        }
        return new Strategy(algorithm, new Settings(service, policy, random));
    }

    private static Map<String, Algorithm> byName(Collection<? extends Algorithm> extra) {
        Map<String, Algorithm> algorithms = new TreeMap<>();
        OWN.forEach(own -> algorithms.put(own.name(), own));
        for (Algorithm algorithm : extra) {
            Algorithm other = algorithms.putIfAbsent(BalancePolicy.canonical(algorithm.name()), algorithm);
            if (other != null) {
                throw new IllegalArgumentException(
                        "name of the algorithm " + algorithm.getClass().getName()
                                + " must be its own but is '" + algorithm.name() + "', which "
                                + other.getClass().getName() + " has");
            }
        }
        return algorithms;
    }
}
