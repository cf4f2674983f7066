package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static final int BATCH = 100;
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    /** About how many processes of a large fleet sweep in each interval. */
    private static final int SWEEPERS = 10;

    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);

    private final Registry registry;
    private final Directory directory;
    private final Time time;
    private final RandomGenerator random;
    private final String process;
    private final SerialExecutor serial;
    private final Requests requests;
    private final Backoff renewBackoff;
    private final Backoff writeBackoff;
    private final Listeners<Own> listeners = new Listeners<>("the state of own instances");

    private final Map<InstanceKey, OwnInstance> instances = new LinkedHashMap<>();
    private final ArrayDeque<Leave> leaving = new ArrayDeque<>();
    private Duration pace;
    private Duration lease;
    private int watchers;
    private boolean started;
    private boolean closed;
    private boolean renewing;
    private boolean writing;
    private boolean sweeping;
    private @Nullable Cancellable renewTimer;
    private @Nullable Cancellable writeTimer;
    private @Nullable Cancellable sweepTimer;
    private volatile List<Shown> shown = List.of();

    /** An instance on its way out. */
    private record Leave(InstanceKey key, String incarnation, CompletableFuture<Void> done) {}

    /** What readers see, and until when on our own clock a claim to be registered is worth anything. */
    private record Shown(Own own, long leaseEnd) {}

    /** @param process unique per start of this process */
    public Registrar(
            Registry registry,
            Directory directory,
            LeasePolicy policy,
            Time time,
            RandomGenerator random,
            String process) {
        this.registry = registry;
        this.directory = directory;
        this.time = time;
        this.random = random;
        this.process = process;
        this.pace = policy.renewInterval();
        this.lease = policy.leaseDuration();
        this.serial = time.serial("the registrar");
        this.requests = new Requests(serial, policy.leaseDuration().dividedBy(2));
        this.renewBackoff = new Backoff(random);
        this.writeBackoff = new Backoff(random);
    }

    /** Begins to register, to renew and to sweep. */
    public void start() {
        serial.execute(() -> {
            if (!started && !closed) {
                started = true;
                renewAfter(jittered(pace.multipliedBy(random.nextInt(101)).dividedBy(100)));
                sweepTimer = serial.schedule(jittered(SWEEP_INTERVAL), this::sweep);
                write();
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
            OwnInstance own = new OwnInstance(registration, answer, time.nanos());
            OwnInstance before = instances.put(registration.key(), own);
            if (before != null) {
                abandon(before, "was registered again");
            }
            publish();
            write();
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
            if (own.state == State.SUPERSEDED) {
                return;
            }
            if (own.state == State.REJECTED) {
                become(own, State.REGISTERING, "changed after it was rejected");
            }
            if (own.state != State.HELD) {
                own.notBefore = time.nanos();
            }
            own.toBeSent = true;
            publish();
            write();
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
                publish();
                done.complete(null);
                return;
            }
            publish();
            abandon(own, "was deregistered");
            Leave leave = new Leave(key, own.registration.incarnation(), done);
            leaving.add(leave);
            serial.schedule(LEAVE_LIMIT, () -> {
                if (leaving.remove(leave)) {
                    log.warn(
                            "{} could not be taken out of the registry within {}ms; its lease ends it",
                            key,
                            LEAVE_LIMIT.toMillis());
                }
                done.complete(null);
            });
            write();
        });
        return done;
    }

    /** All own instances, as they stand at this moment. */
    public List<Own> own() {
        long now = time.nanos();
        return shown.stream().map(s -> truth(s, now)).toList();
    }

    /** After a pause this is asked before any timer has fired: a claim that has outlived its lease is not repeated. */
    private static Own truth(Shown shown, long now) {
        Own own = shown.own();
        return own.state() == State.REGISTERED && now - shown.leaseEnd() >= 0
                ? new Own(own.registration(), State.REGISTERING, LEASE_PASSED, own.renewedAt())
                : own;
    }

    private static final String LEASE_PASSED =
            "its lease has passed without renewal, as after a pause of the process: to be confirmed by the registry";

    /** Each change of an own instance's state, from now on. */
    public Subscription onState(Consumer<Own> listener) {
        return listeners.add(listener);
    }

    /** Stops renewing. What is registered stays until its lease ends; deregister first. */
    @Override
    public void close() {
        serial.execute(() -> {
            closed = true;
            cancel(renewTimer);
            cancel(writeTimer);
            cancel(sweepTimer);
            instances.values().forEach(own -> abandon(own, "was not registered before the registrar closed"));
            leaving.forEach(leave -> leave.done().complete(null));
        });
    }

    private static void abandon(OwnInstance own, String why) {
        own.firstAnswer.completeExceptionally(
                new RegistryException(own.key() + " " + why + ", and the registry had not answered"));
    }

    // renewals

    private void renew() {
        if (renewing || closed) {
            return;
        }
        noticeLapse();
        renewing = true;
        long sentAt = time.nanos();
        Position applied = directory.status().applied();
        List<OwnInstance> owners = new ArrayList<>();
        List<Lease> leases = new ArrayList<>();
        for (OwnInstance own : instances.values()) {
            if (own.isStored()) {
                owners.add(own);
                leases.add(new Lease(own.key(), own.registration.incarnation(), own.digest));
            }
        }
        requests.send(
                "a renewal",
                () -> registry.renew(new Renewal(process, leases, applied)),
                reply -> {
                    directory.check(reply, applied);
                    renewed(owners, leases, reply, sentAt);
                },
                this::renewalFailed);
    }

    private void renewed(List<OwnInstance> owners, List<Lease> leases, Renewed reply, long sentAt) {
        renewing = false;
        renewBackoff.succeeded();
        pace = reply.renewInterval();
        lease = reply.leaseDuration();
        watchers = reply.watchers();
        for (int i = 0; i < owners.size(); i++) {
            OwnInstance own = owners.get(i);
            boolean outdated = instances.get(own.key()) != own
                    || !own.digest.equals(leases.get(i).digest());
            if (!outdated) {
                take(reply.states().get(i), own, sentAt);
            }
        }
        boolean late = time.nanos() - sentAt >= lease.toNanos();
        renewAfter(late ? Duration.ZERO : jittered(pace));
        write();
    }

    private void take(LeaseState state, OwnInstance own, long sentAt) {
        switch (state) {
            case OK -> confirmed(own, sentAt);
            case STALE -> {
                confirmed(own, sentAt);
                sendAgain(own);
            }
            case GONE -> {
                own.digest = "";
                become(own, State.REGISTERING, "the registry no longer knows it");
                sendAgain(own);
            }
            case SUPERSEDED -> supersede(own);
        }
    }

    private void renewalFailed(String reason) {
        renewing = false;
        for (OwnInstance own : instances.values()) {
            if (own.isStored()) {
                become(own, State.AWAY, reason);
            }
        }
        renewAfter(renewBackoff.failed(pace));
    }

    /** The lease counts from when the request left: the store cannot have granted it earlier. */
    private void confirmed(OwnInstance own, long sentAt) {
        own.renewedNanos = sentAt;
        own.renewedAt = time.now();
        if (time.nanos() - sentAt < lease.toNanos()) {
            become(own, State.REGISTERED, "");
        }
        publish();
    }

    private void noticeLapse() {
        for (OwnInstance own : instances.values()) {
            if (own.state == State.REGISTERED && time.nanos() - own.renewedNanos >= lease.toNanos()) {
                become(own, State.REGISTERING, LEASE_PASSED);
            }
        }
    }

    private void renewAfter(Duration wait) {
        cancel(renewTimer);
        if (!closed) {
            renewTimer = serial.schedule(wait, this::renew);
        }
    }

    // registrations, one request at a time so that none overtakes another

    private void write() {
        if (writing || !started || closed) {
            return;
        }
        Leave leave = leaving.peek();
        if (leave != null) {
            writing = true;
            requests.send(
                    "a deregistration",
                    () -> registry.change(new Change.Deregister(leave.key(), leave.incarnation())),
                    changed -> left(leave),
                    this::writeFailed);
            return;
        }
        long now = time.nanos();
        List<OwnInstance> due = instances.values().stream()
                .filter(own -> own.toBeSent && now - own.notBefore >= 0)
                .limit(BATCH)
                .toList();
        if (due.isEmpty()) {
            writeWhenDue(now);
            return;
        }
        writing = true;
        due.forEach(own -> own.toBeSent = false);
        List<Registration> batch = due.stream().map(own -> own.registration).toList();
        requests.send(
                "a registration",
                () -> registry.register(batch),
                answers -> registered(due, answers, now),
                reason -> registrationFailed(due, reason));
    }

    private void writeWhenDue(long now) {
        long wait = Long.MAX_VALUE;
        for (OwnInstance own : instances.values()) {
            if (own.toBeSent) {
                wait = Math.min(wait, own.notBefore - now);
            }
        }
        if (wait != Long.MAX_VALUE) {
            writeAfter(Duration.ofNanos(wait));
        }
    }

    private void writeAfter(Duration wait) {
        cancel(writeTimer);
        writeTimer = serial.schedule(wait, this::write);
    }

    private void registered(List<OwnInstance> sent, List<Registered> answers, long sentAt) {
        writing = false;
        writeBackoff.succeeded();
        for (int i = 0; i < sent.size(); i++) {
            OwnInstance own = sent.get(i);
            if (instances.get(own.key()) == own) {
                take(answers.get(i), own, sentAt);
            }
        }
        write();
    }

    private void take(Registered answer, OwnInstance own, long sentAt) {
        if (answer instanceof Registered.Accepted accepted) {
            own.digest = accepted.digest();
            own.holder = "";
            confirmed(own, sentAt);
        } else if (answer instanceof Registered.Held held) {
            if (own.isStored()) {
                supersede(own);
            } else {
                hold(own, held);
            }
        } else if (answer instanceof Registered.Rejected rejected) {
            become(own, State.REJECTED, rejected.reason());
        }
        own.firstAnswer.complete(answer);
    }

    private void hold(OwnInstance own, Registered.Held held) {
        Duration soonest = held.remaining().compareTo(pace) < 0 ? held.remaining() : pace;
        own.toBeSent = true;
        own.notBefore = time.nanos() + jittered(soonest).toNanos();
        if (!own.holder.equals(held.holder())) {
            own.holder = held.holder();
            become(
                    own,
                    State.HELD,
                    "a living owner at " + held.holder() + " holds this id; set another ha.instance.id, or"
                            + " stop that owner and its lease ends within " + lease.toMillis() + "ms");
        }
    }

    private void registrationFailed(List<OwnInstance> sent, String reason) {
        Duration wait = writeBackoff.failed(pace);
        for (OwnInstance own : sent) {
            own.toBeSent = true;
            own.notBefore = time.nanos() + wait.toNanos();
            own.holder = "";
            if (instances.get(own.key()) == own) {
                become(own, State.AWAY, reason);
            }
        }
        writing = false;
        write();
    }

    private void left(Leave leave) {
        writing = false;
        writeBackoff.succeeded();
        leaving.remove(leave);
        leave.done().complete(null);
        log.info("{} is deregistered", leave.key());
        write();
    }

    private void writeFailed(String reason) {
        writing = false;
        log.debug("A deregistration failed and is repeated: {}", reason);
        writeAfter(writeBackoff.failed(pace));
    }

    private void sendAgain(OwnInstance own) {
        own.toBeSent = true;
        own.notBefore = time.nanos();
    }

    private void supersede(OwnInstance own) {
        own.toBeSent = false;
        become(own, State.SUPERSEDED, "another process has taken over this id");
    }

    // sweeps

    private void sweep() {
        if (closed) {
            return;
        }
        noticeLapse();
        sweepTimer = serial.schedule(jittered(SWEEP_INTERVAL), this::sweep);
        if (!sweeping && (watchers <= SWEEPERS || random.nextInt(watchers) < SWEEPERS)) {
            sweeping = true;
            requests.send("a sweep", registry::sweep, swept -> sweeping = false, reason -> sweeping = false);
        }
    }

    // what others see

    private void become(OwnInstance own, State state, String reason) {
        State before = own.state;
        boolean same = before == state && (state == State.AWAY || own.reason.equals(reason));
        own.reason = reason;
        own.state = state;
        publish();
        if (same) {
            return;
        }
        switch (state) {
            case REGISTERED -> log.info("{} at {} is registered", own.key(), own.registration.address());
            case SUPERSEDED ->
                log.warn("{} is no longer renewed: {}; it goes on serving whoever still calls it", own.key(), reason);
            case REJECTED -> log.error("{} is not registered: {}", own.key(), reason);
            case HELD, AWAY -> log.warn("{} is not registered for now, and that is retried: {}", own.key(), reason);
            case REGISTERING -> log.info("{} is being registered: {}", own.key(), reason);
        }
        listeners.tell(new Own(own.registration, state, reason, own.renewedAt));
    }

    private void publish() {
        shown = instances.values().stream()
                .map(own -> new Shown(
                        new Own(own.registration, own.state, own.reason, own.renewedAt),
                        own.renewedNanos + lease.toNanos()))
                .toList();
    }

    /** The interval, ten per cent more or less at random. */
    private Duration jittered(Duration interval) {
        return Duration.ofNanos((long) (interval.toNanos() * (0.9 + 0.2 * random.nextDouble())));
    }

    private static void cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
