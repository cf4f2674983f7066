package io.haplatform.core.registry;

import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of own instances at the registry's pace; with none it still says what this process has read. What
 * a reply says of the log goes to the directory, what it says of an instance decides whether that is written again.
 *
 * <p>For use on the registrar's executor alone.
 */
final class LeaseRenewer {

    private final Registry registry;
    private final Directory directory;
    private final Time time;
    private final SerialExecutor serial;
    private final Requests requests;
    private final OwnInstances instances;
    private final Terms terms;
    private final RegistrationWriter writer;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final String process;
    private boolean open;
    private @Nullable Cancellable timer;

    LeaseRenewer(
            Registry registry,
            Directory directory,
            Time time,
            SerialExecutor serial,
            Requests requests,
            OwnInstances instances,
            Terms terms,
            RegistrationWriter writer,
            RandomGenerator random,
            String process) {
        this.registry = registry;
        this.directory = directory;
        this.time = time;
        this.serial = serial;
        this.requests = requests;
        this.instances = instances;
        this.terms = terms;
        this.writer = writer;
        this.random = random;
        this.backoff = new Backoff(random);
        this.process = process;
    }

    /** Begins anywhere within the first interval. */
    void start() {
        open = true;
        renewAfter(Duration.ofNanos(random.nextLong(terms.pace().toNanos())));
    }

    void close() {
        open = false;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void renewAfter(Duration wait) {
        if (open) {
            timer = serial.schedule(wait, this::renew);
        }
    }

    private void renew() {
        instances.withdrawLapsed();
        long sentAt = time.nanos();
        Position applied = directory.status().applied();
        List<OwnInstance> owners =
                instances.all().stream().filter(OwnInstance::isStored).toList();
        List<Lease> leases = new ArrayList<>();
        for (OwnInstance own : owners) {
            leases.add(new Lease(own.key(), own.registration.incarnation(), own.digest));
        }
        requests.send(
                "a renewal",
                () -> registry.renew(new Renewal(process, leases, applied)),
                reply -> {
                    if (reply.states().size() == leases.size()) {
                        directory.check(reply, applied);
                        renewed(owners, leases, reply, sentAt);
                    } else {
                        failed("the reply speaks of " + reply.states().size() + " leases, asked were " + leases.size());
                    }
                },
                this::failed);
    }

    private void renewed(List<OwnInstance> owners, List<Lease> leases, Renewed reply, long sentAt) {
        backoff.succeeded();
        terms.accept(reply);
        for (int i = 0; i < owners.size(); i++) {
            OwnInstance own = owners.get(i);
            boolean overtaken = !own.digest.equals(leases.get(i).digest());
            if (instances.contains(own) && !overtaken) {
                take(reply.states().get(i), own, sentAt);
            }
        }
        boolean late = time.nanos() - sentAt >= terms.lease().toNanos();
        renewAfter(late ? Duration.ZERO : terms.jittered(terms.pace()));
        writer.write();
    }

    private void take(LeaseState state, OwnInstance own, long sentAt) {
        switch (state) {
            case OK -> instances.renewed(own, sentAt);
            case STALE -> {
                instances.renewed(own, sentAt);
                own.sendNotBefore(time.nanos());
            }
            case GONE -> {
                own.digest = "";
                own.sendNotBefore(time.nanos());
                instances.become(own, State.REGISTERING, "the registry no longer knows it");
            }
            case SUPERSEDED -> own.supersede(instances);
        }
    }

    private void failed(String reason) {
        directory.renewalFailed();
        instances.away(
                instances.all().stream()
                        .filter(own -> own.isStored() && own.state != State.REJECTED)
                        .toList(),
                reason);
        renewAfter(backoff.failed(terms.pace()));
    }
}
