package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the registry what own instances want to be there, and takes out those that leave: one request at a time, so
 * that none overtakes another.
 *
 * <p>For use on the registrar's executor alone.
 */
final class RegistrationWriter {

    private static final Logger log = LoggerFactory.getLogger(Registrar.class);

    private static final int BATCH = 100;
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(2);

    private final Registry registry;
    private final Time time;
    private final SerialExecutor serial;
    private final Requests requests;
    private final OwnInstances instances;
    private final Terms terms;
    private final Backoff backoff;
    private final ArrayDeque<Leave> leaving = new ArrayDeque<>();
    private boolean open;
    private boolean underWay;
    private @Nullable Cancellable timer;

    /** An instance on its way out. */
    private record Leave(InstanceKey key, String incarnation, CompletableFuture<Void> done) {}

    RegistrationWriter(
            Registry registry,
            Time time,
            SerialExecutor serial,
            Requests requests,
            OwnInstances instances,
            Terms terms,
            RandomGenerator random) {
        this.registry = registry;
        this.time = time;
        this.serial = serial;
        this.requests = requests;
        this.instances = instances;
        this.terms = terms;
        this.backoff = new Backoff(random);
    }

    void start() {
        open = true;
        write();
    }

    void close() {
        open = false;
        leaving.forEach(leave -> leave.done().complete(null));
        leaving.clear();
        cancelTimer();
    }

    /** Takes an instance out; {@code done} completes when that is confirmed, or after two seconds. */
    void leave(InstanceKey key, String incarnation, CompletableFuture<Void> done) {
        Leave leave = new Leave(key, incarnation, done);
        leaving.add(leave);
        serial.schedule(LEAVE_LIMIT, () -> {
            if (leaving.remove(leave)) {
                log.warn("{} could not be taken out of the registry in time; the end of its lease does it", key);
                done.complete(null);
            }
        });
        write();
    }

    /** Writes what is due, if nothing is being written. */
    void write() {
        if (!open || underWay) {
            return;
        }
        Leave leave = leaving.peek();
        if (leave == null) {
            writeDue();
            return;
        }
        underWay = true;
        requests.send(
                "a deregistration",
                () -> registry.change(new Change.Deregister(leave.key(), leave.incarnation())),
                changed -> left(leave, changed),
                this::leaveFailed);
    }

    private void left(Leave leave, Changed changed) {
        underWay = false;
        backoff.succeeded();
        leaving.remove(leave);
        if (changed.result() == Changed.Result.APPLIED) {
            log.info("{} is deregistered", leave.key());
        } else {
            log.info("{} was not registered any more when it left: {}", leave.key(), changed.result());
        }
        leave.done().complete(null);
        write();
    }

    private void leaveFailed(String reason) {
        underWay = false;
        log.debug("A deregistration failed and is repeated: {}", reason);
        writeAfter(backoff.failed(terms.pace()));
    }

    private void writeDue() {
        long now = time.nanos();
        List<OwnInstance> due = instances.all().stream()
                .filter(own -> own.toBeSent && now - own.notBefore >= 0)
                .limit(BATCH)
                .toList();
        if (due.isEmpty()) {
            writeWhenDue(now);
            return;
        }
        underWay = true;
        due.forEach(own -> own.toBeSent = false);
        List<Registration> batch = due.stream().map(own -> own.registration).toList();
        requests.send(
                "a registration",
                () -> registry.register(batch),
                answers -> written(due, answers, now),
                reason -> writeFailed(due, reason));
    }

    private void writeWhenDue(long now) {
        instances.all().stream()
                .filter(own -> own.toBeSent)
                .mapToLong(own -> own.notBefore - now)
                .min()
                .ifPresent(wait -> writeAfter(Duration.ofNanos(wait)));
    }

    private void writeAfter(Duration wait) {
        cancelTimer();
        if (open) {
            timer = serial.schedule(wait, this::write);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void written(List<OwnInstance> sent, List<Registered> answers, long sentAt) {
        underWay = false;
        backoff.succeeded();
        for (int i = 0; i < sent.size(); i++) {
            OwnInstance own = sent.get(i);
            if (instances.contains(own)) {
                take(answers.get(i), own, sentAt);
            }
        }
        write();
    }

    private void take(Registered answer, OwnInstance own, long sentAt) {
        if (answer instanceof Registered.Accepted accepted) {
            own.digest = accepted.digest();
            own.holder = "";
            instances.registered(own, sentAt);
        } else if (answer instanceof Registered.Held held) {
            hold(own, held);
        } else if (answer instanceof Registered.Rejected rejected) {
            instances.become(own, State.REJECTED, rejected.reason());
        }
        own.firstAnswer.complete(answer);
    }

    private void hold(OwnInstance own, Registered.Held held) {
        if (own.isStored()) {
            // it was ours: whoever holds it now has taken it over
            own.supersede(instances);
            return;
        }
        Duration soonest = held.remaining().compareTo(terms.pace()) < 0 ? held.remaining() : terms.pace();
        own.sendNotBefore(time.nanos() + terms.jittered(soonest).toNanos());
        if (!own.holder.equals(held.holder())) {
            own.holder = held.holder();
            instances.become(
                    own,
                    State.HELD,
                    "a living owner at " + held.holder() + " holds this id; give one of them another ha.instance.id, or"
                            + " stop that owner and its lease ends within "
                            + terms.lease().toMillis() + "ms");
        }
    }

    private void writeFailed(List<OwnInstance> sent, String reason) {
        underWay = false;
        long next = time.nanos() + backoff.failed(terms.pace()).toNanos();
        for (OwnInstance own : sent) {
            own.holder = "";
            own.sendNotBefore(next);
        }
        instances.away(sent.stream().filter(instances::contains).toList(), reason);
        write();
    }
}
