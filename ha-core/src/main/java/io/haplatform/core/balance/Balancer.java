package io.haplatform.core.balance;

import io.haplatform.core.balance.NoInstanceException.Removal;
import io.haplatform.core.balance.Pipeline.Compiled;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks instances of one service.
 *
 * <p>The pipeline is compiled into an immutable picker whenever something changes: at once on a quiet service, at most
 * every 50 ms under churn, always on the balancer's own serial executor. {@link #pick} reads that picker and does
 * nothing else: no lock, no clock, no allocation, any thread. Picking opens no attempt; who wants to call uses
 * {@code Calls}.
 */
public final class Balancer {

    private static final Logger log = LoggerFactory.getLogger(Balancer.class);

    static final Duration CHURN_PAUSE = Duration.ofMillis(50);

    private final String service;
    private final InstanceSource source;
    private final Time time;
    private final Pipeline pipeline;
    private final Supplier<Strategy> strategy;
    private final NodeTable table = new NodeTable();
    private final SerialExecutor executor;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> known = new CompletableFuture<>();

    // written by the executor alone, so that an older view never replaces a newer one
    private volatile ServiceView view;
    private volatile Compiled compiled;
    private volatile boolean closed;
    private @Nullable Subscription subscription;
    private long compiledAt;
    private boolean hadEligible;
    private boolean saidNone;
    private String saidUnknown = "";

    Balancer(String service, InstanceSource source, Time time, Pipeline pipeline, Supplier<Strategy> strategy) {
        this.service = service;
        this.source = source;
        this.time = time;
        this.pipeline = pipeline;
        this.strategy = strategy;
        this.executor = time.serial("balancer of " + service);
        this.view = source.view(service);
        // the first one right here: whoever asks for a balancer may pick with it at once
        this.compiled = pipeline.compile(table.reconcile(view, time.nanos()), strategy.get(), null);
        this.compiledAt = time.nanos() - CHURN_PAUSE.toNanos();
        if (view.known()) {
            known.complete(null);
        }
    }

    /** Begins to follow the service. */
    void start() {
        executor.execute(() -> tellTransition(compiled));
        subscription = source.onView(service, this::onView);
        if (!known.isDone()) {
            source.lookup(service).whenComplete((found, failure) -> executor.execute(() -> onLookup(found)));
        }
    }

    public String service() {
        return service;
    }

    /** How its calls are spread now. */
    public BalancePolicy policy() {
        return compiled.strategy().settings().policy();
    }

    /**
     * Chooses an instance for the call.
     *
     * @return null when there is none; {@link #require} says why
     */
    public @Nullable Node pick(CallContext call) {
        return compiled.picker().pick(call);
    }

    /** Like {@link #pick}, with an exception that names the reason for each instance when there is none. */
    public Node require(CallContext call) {
        Node node = pick(call);
        if (node == null) {
            throw noInstance(call);
        }
        return node;
    }

    /**
     * Whether a pick for this call can find anything: an eligible instance that it has not tried.
     *
     * @param suspectWillDo whether one that is suspect counts
     */
    public boolean hasAnother(CallContext call, boolean suspectWillDo) {
        Compiled now = compiled;
        for (Node node : now.nodes()) {
            if (now.isEligible(node) && (suspectWillDo || isSound(node)) && !call.hasTried(node)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSound(Node node) {
        return !node.isUnusable() && node.instance().status() == Status.UP;
    }

    /** All instances of the service as of the last compilation, also those that take no calls; sorted by id. */
    public List<Node> nodes() {
        return compiled.nodes();
    }

    /** Why each instance that this call could not get is not to be had. */
    private List<Removal> explain(CallContext call) {
        Compiled now = compiled;
        List<Removal> removals = new ArrayList<>();
        for (Node node : now.nodes()) {
            Removal removal = now.removals().get(node.key());
            if (removal != null) {
                removals.add(removal);
            } else if (call.hasTried(node)) {
                removals.add(new Removal(node.key().id(), "call", "was tried already"));
            }
        }
        return removals;
    }

    /**
     * Whether the registry has been heard about this service, or has not answered the first question in time; before,
     * no instances means nothing.
     */
    public boolean isKnown() {
        return known.isDone();
    }

    /**
     * Completes when {@link #isKnown()} turns true. Never completes exceptionally; what hangs on it must not block.
     */
    public CompletionStage<@Nullable Void> known() {
        return known.minimalCompletionStage();
    }

    /**
     * Attempts ever begun at instances of this service, by this process, modulo 2^32: compare two readings by
     * difference.
     */
    public int begun() {
        return table.begun();
    }

    /**
     * Takes a node out at once, for all calls of this process, until {@link #readmit}; it is picked only when no other
     * eligible one is left.
     *
     * @return whether it was in
     */
    public boolean avoid(Node node) {
        if (node.isUnusable()) {
            return false;
        }
        node.avoid();
        changed();
        return true;
    }

    /** Puts a node back. */
    public void readmit(Node node) {
        node.readmit(time.nanos());
        changed();
    }

    /** Whether the registry still lists that very start of that instance. */
    public boolean lists(Node node) {
        Instance listed = view.instance(node.key());
        return listed != null && node.isOf(listed);
    }

    /** Something that the compiled pipeline depends on has changed; compiles soon. */
    void changed() {
        if (dirty.compareAndSet(false, true)) {
            executor.execute(this::compileInTime);
        }
    }

    void close() {
        closed = true;
        if (subscription != null) {
            subscription.close();
        }
        known.complete(null);
    }

    private void onView(ServiceView next) {
        executor.execute(() -> {
            if (!next.equals(view)) {
                view = next;
                changed();
            }
        });
    }

    private void onLookup(@Nullable ServiceView found) {
        if (found != null && found.known() && !known.isDone()) {
            if (!view.known()) {
                view = found;
            }
            // now, not when its turn comes: whoever waits for this picks next
            compile();
        }
        known.complete(null);
    }

    private void compileInTime() {
        long wait = CHURN_PAUSE.toNanos() - (time.nanos() - compiledAt);
        if (wait <= 0) {
            compile();
        } else {
            executor.schedule(Duration.ofNanos(wait), this::compile);
        }
    }

    private void compile() {
        if (closed) {
            return;
        }
        compiledAt = time.nanos();
        // before reading what changed: a change that comes while this runs leads to the next compilation
        dirty.set(false);
        ServiceView current = view;
        compiled = pipeline.compile(table.reconcile(current, compiledAt), strategy(), compiled);
        tellTransition(compiled);
        if (current.known()) {
            known.complete(null);
        }
    }

    /** Says once that calls have nowhere to go, and once that they have again. */
    private void tellTransition(Compiled now) {
        if (now.nodes().stream().anyMatch(now::isEligible)) {
            if (saidNone) {
                log.info("Service '{}' has an eligible instance again", service);
            }
            hadEligible = true;
            saidNone = false;
        } else if (!saidNone && (hadEligible || !now.nodes().isEmpty())) {
            log.warn(
                    "{}; calls fail until one is there",
                    noInstance(CallContext.NONE).getMessage());
            saidNone = true;
        }
    }

    private Strategy strategy() {
        try {
            return strategy.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(saidUnknown)) {
                log.warn("{}; it stays {}", message, compiled.strategy().name());
                saidUnknown = message;
            }
            return compiled.strategy();
        }
    }

    private NoInstanceException noInstance(CallContext call) {
        return view.known() ? new NoInstanceException(service, explain(call)) : NoInstanceException.unknown(service);
    }

    @Override
    public String toString() {
        return "Balancer[" + service + "]";
    }
}
