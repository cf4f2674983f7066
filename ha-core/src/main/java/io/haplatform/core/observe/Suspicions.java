package io.haplatform.core.observe;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.observe.Prober.Answer;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances that this process avoids because of what it saw of them itself: a refused connection or an attempt
 * without an answer takes an instance out of every picker at once, and each second a probe, away from the calls, asks
 * whether it is back. An answer, whatever it says, or a new incarnation in the registry ends the suspicion.
 *
 * <p>What others see of the instance is theirs to say; a {@link Witness} tells them what this process saw. Thread-safe;
 * nothing blocks.
 */
public final class Suspicions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Suspicions.class);

    private final Balancers balancers;
    private final Prober prober;
    private final Time time;
    private final RandomGenerator random;
    private final ProbePolicy policy;
    private final SuspicionListener listener;
    private final SerialExecutor executor;
    private final ConcurrentHashMap<Node, Held> suspicions = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Node, Boolean> doubted = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A suspicion, and when it began by the monotonic clock. */
    private record Held(Suspicion suspicion, long fromNanos) {}

    /** @param listener told what is seen; {@link SuspicionListener#NONE} keeps it here */
    public Suspicions(
            Balancers balancers,
            Prober prober,
            Time time,
            RandomGenerator random,
            ProbePolicy policy,
            SuspicionListener listener) {
        this.balancers = balancers;
        this.prober = prober;
        this.time = time;
        this.random = random;
        this.policy = policy;
        this.listener = listener;
        this.executor = time.serial("suspicions");
    }

    /**
     * Takes the node out at once. Without effect when a probe was answered after {@code seenFrom}: what began before
     * that says nothing about now.
     *
     * @param seenFrom when the attempt began that saw it, by the monotonic clock
     */
    public void suspect(Node node, Evidence evidence, String detail, long seenFrom) {
        if (closed || node.isReadmittedSince(seenFrom)) {
            return;
        }
        Balancer balancer = balancers.of(node.key().service());
        if (balancer.avoid(node)) {
            Held held = new Held(new Suspicion(node.key(), evidence, detail, time.now(), 0), time.nanos());
            executor.execute(() -> begin(node, held));
        }
    }

    /**
     * Asks the node at once whether it lives, and takes it out only if nobody listens there. For weak evidence: a
     * connection that broke may be the end of a process, or of nothing but that connection.
     */
    public void doubt(Node node) {
        if (closed || node.isUnusable() || doubted.putIfAbsent(node, true) != null) {
            return;
        }
        long from = time.nanos();
        prober.probe(node.instance(), policy.timeout()).whenComplete((answer, failure) -> {
            // not again at once: broken connections come in swarms
            executor.schedule(policy.interval().dividedBy(10), () -> doubted.remove(node));
            if (answer != null && answer.kind() == Answer.Kind.REFUSED) {
                suspect(node, Evidence.REFUSED, answer.detail(), from);
            }
        });
    }

    /** All that this process holds against anybody now, sorted by instance. */
    public List<Suspicion> all() {
        return suspicions.values().stream()
                .map(Held::suspicion)
                .sorted(Comparator.comparing(Suspicion::key))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void begin(Node node, Held held) {
        if (suspicions.putIfAbsent(node, held) == null) {
            log.warn(
                    "Instance {} is avoided by this process: {}; it is asked every {} ms and gets calls again once it"
                            + " answers",
                    node,
                    held.suspicion().detail(),
                    policy.interval().toMillis());
            tell(node, held.suspicion());
            probeLater(node);
        }
    }

    private void tell(Node node, Suspicion suspicion) {
        if (suspicion.evidence() == Evidence.REFUSED) {
            listener.onRefused(node.instance(), suspicion.detail());
        }
    }

    private void probeLater(Node node) {
        // within 10 %, so that many callers do not ask in step
        long interval = policy.interval().toNanos();
        long wait = interval - interval / 10 + random.nextLong(interval / 5 + 1);
        executor.schedule(Duration.ofNanos(wait), () -> probe(node));
    }

    private void probe(Node node) {
        if (closed) {
            return;
        }
        Balancer balancer = balancers.of(node.key().service());
        if (!balancer.lists(node)) {
            suspicions.remove(node);
            // should the registry list it again before anybody has noticed, nobody would ask it any more
            balancer.readmit(node);
            return;
        }
        prober.probe(node.instance(), policy.timeout())
                .whenComplete((answer, failure) -> executor.execute(() -> probed(
                        node, answer != null ? answer : new Answer(Answer.Kind.SILENT, String.valueOf(failure)))));
    }

    private void probed(Node node, Answer answer) {
        Held held = suspicions.get(node);
        if (closed || held == null) {
            return;
        }
        if (answer.kind() == Answer.Kind.ANSWERED) {
            suspicions.remove(node);
            balancers.of(node.key().service()).readmit(node);
            listener.onAnswered(node.instance());
            log.info(
                    "Instance {} gets calls of this process again: {}, {} ms after it was suspected",
                    node,
                    answer.detail(),
                    Duration.ofNanos(time.nanos() - held.fromNanos()).toMillis());
            return;
        }
        Evidence evidence = answer.kind() == Answer.Kind.REFUSED ? Evidence.REFUSED : Evidence.SILENT;
        Suspicion before = held.suspicion();
        Suspicion now = new Suspicion(node.key(), evidence, answer.detail(), before.since(), before.probes() + 1);
        suspicions.put(node, new Held(now, held.fromNanos()));
        tell(node, now);
        // again: the registry may have listed it anew meanwhile, which readmits it
        balancers.of(node.key().service()).avoid(node);
        probeLater(node);
    }
}
