package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process's own instances in the registry: registers them, renews their leases, publishes their changes,
 * registers them again when the registry has lost them, and takes them out at the end.
 *
 * <p>While the registry is away it goes on trying, at random intervals that grow to the renew interval. A process that
 * was paused longer than its lease does not claim to be registered until the registry has confirmed it. An instance
 * whose id another process has taken over is given up, and that is said once.
 *
 * <p>It works without any instance too: each renewal tells the registry what this process has read, and its reply is
 * compared with the {@link Directory}; and about once a second it sweeps expired leases for everybody.
 *
 * <p>Thread-safe and never blocking. All state is written inside one serial executor, which also calls the listeners.
 */
public final class Registrar implements AutoCloseable {

    /** How far an own instance has come. */
    public enum State {
        /** The registry is being told of it, the first time or again. */
        REGISTERING,
        /** The registry has it, and its lease runs. */
        REGISTERED,
        /** A living owner elsewhere holds its id; retried until that owner's lease ends. */
        HELD,
        /** The registry will not have it as it is; retried once it is {@linkplain Registrar#update updated}. */
        REJECTED,
        /** Another process has taken over its id; given up. */
        SUPERSEDED,
        /** The registry cannot be reached; retried. */
        AWAY
    }

    /**
     * An own instance.
     *
     * @param registration as this process wants it to be
     * @param reason why it is in this state, in words; empty when registered
     * @param renewedAt when its lease was last renewed, by the local date; null before the first time
     */
    public record Own(Registration registration, State state, String reason, @Nullable Instant renewedAt) {}

    private static final Logger log = LoggerFactory.getLogger(Registrar.class);

    private final Time time;
    private final SerialExecutor serial;
    private final OwnInstances instances;
    private final RegistrationWriter writer;
    private final LeaseRenewer renewer;
    private final Sweeper sweeper;
    private final Refusals refusals;
    private boolean started;
    private boolean closed;

    /**
     * @param process unique per start of this process
     * @param probe asked about instances that fell silent; {@link RefusalProbe#NONE} proves nobody's death
     */
    public Registrar(
            Registry registry,
            Directory directory,
            LeasePolicy policy,
            Time time,
            RandomGenerator random,
            String process,
            RefusalProbe probe) {
        this.time = time;
        this.serial = time.serial("the registrar");
        Terms terms = new Terms(policy, time, random);
        Requests requests = new Requests(serial, policy.leaseDuration().dividedBy(2));
        this.instances = new OwnInstances(time, terms);
        this.writer = new RegistrationWriter(registry, time, serial, requests, instances, terms, random);
        this.renewer = new LeaseRenewer(
                registry, directory, time, serial, requests, instances, terms, writer, random, process);
        this.refusals = new Refusals(registry, serial, requests, terms, process);
        SilenceProbe silence = new SilenceProbe(probe, refusals, time, serial);
        this.sweeper = new Sweeper(registry, serial, requests, terms, random, swept -> {
            directory.told(swept.protection());
            silence.onSweep(swept);
        });
    }

    /** Begins to register, to renew and to sweep. */
    public void start() {
        serial.execute(() -> {
            if (!started && !closed) {
                started = true;
                writer.start();
                renewer.start();
                sweeper.start();
            }
        });
    }

    /**
     * Registers an instance and keeps it registered from then on.
     *
     * @return the registry's first definite answer, however long that takes; whatever it is, trying goes on as
     *     {@link State} says. Fails only when the instance is deregistered, or this is closed, before there is one
     */
    public CompletionStage<Registered> register(Registration registration) {
        CompletableFuture<Registered> answer = new CompletableFuture<>();
        serial.execute(() -> {
            if (closed) {
                answer.completeExceptionally(new RegistryException("The registrar is closed"));
                return;
            }
            OwnInstance before = instances.put(new OwnInstance(registration, answer, time.nanos()));
            if (before != null) {
                before.abandon("was registered once more");
            }
            writer.write();
        });
        return answer;
    }

    /**
     * Changes what an own instance says of itself; published at once, or as soon as the registry is back. The change
     * must keep key and incarnation. Without effect for an instance that is not this process's.
     */
    public void update(InstanceKey key, UnaryOperator<Registration> change) {
        serial.execute(() -> {
            OwnInstance own = instances.get(key);
            if (own == null) {
                log.warn("{} cannot be updated: it is not an instance of this process", key);
                return;
            }
            Registration next = change.apply(own.registration);
            if (!next.key().equals(key) || !next.incarnation().equals(own.registration.incarnation())) {
                throw new IllegalArgumentException("An update of " + key + " must keep its key and incarnation");
            }
            if (next.equals(own.registration)) {
                return;
            }
            own.registration = next;
            instances.show(own);
            if (own.state == State.SUPERSEDED) {
                return;
            }
            if (own.state == State.REJECTED) {
                instances.become(own, State.REGISTERING, "it was changed after it had been rejected");
            }
            own.sendNotBefore(own.state == State.HELD ? own.notBefore : time.nanos());
            writer.write();
        });
    }

    /**
     * Takes an instance out of the registry, and forgets it here.
     *
     * @return completes when the registry has confirmed it, or after two seconds when it has not (its lease ends it
     *     then); never fails
     */
    public CompletionStage<Void> deregister(InstanceKey key) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        serial.execute(() -> {
            OwnInstance own = instances.remove(key);
            if (own == null || closed || own.state == State.SUPERSEDED) {
                done.complete(null);
                return;
            }
            own.abandon("was deregistered");
            writer.leave(key, own.registration.incarnation(), done);
        });
        return done;
    }

    /** All own instances, as they stand at this moment. */
    public List<Own> own() {
        return instances.shown();
    }

    /** Each change of an own instance's state, from now on. */
    public Subscription onState(Consumer<Own> listener) {
        return instances.onState(listener);
    }

    /** Where this process says whose connections it was refused. */
    public Refusals refusals() {
        return refusals;
    }

    /** Stops renewing. What is registered stays until its lease ends; deregister first. */
    @Override
    public void close() {
        serial.execute(() -> {
            closed = true;
            renewer.close();
            sweeper.close();
            writer.close();
            instances.all().forEach(own -> own.abandon("was given up, the registrar being closed,"));
        });
    }
}
