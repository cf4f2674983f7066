package io.haplatform.admin.operate;

import io.haplatform.admin.operate.OverrideException.Kind;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes what operators want of an instance: reads what is there, works out what follows, and puts it by
 * compare-and-set; when somebody else was quicker it begins anew, a few times. What is so already is not written.
 *
 * <p>Thread-safe. Blocks the asking thread until the registry has answered, for {@link #PATIENCE} per question at most.
 */
public final class Operator {

    /** Longer than the registry itself takes to say that it cannot be reached. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 5;

    private final Registry registry;
    private final Time time;
    private final AuditLog audit;

    Operator(Registry registry, Time time, AuditLog audit) {
        this.registry = registry;
        this.time = time;
        this.audit = audit;
    }

    /**
     * Changes the override of an instance that is registered or has one.
     *
     * @param expected tag of the override that the client has seen; null when it takes any
     * @throws OverrideException when it was not, or perhaps not, done
     */
    public Operated patch(InstanceKey key, OverridePatch patch, @Nullable String expected, String author) {
        return write(key, patch, "override", expected, author);
    }

    /** Takes the whole override back. */
    public void lift(InstanceKey key, @Nullable String expected, String author) {
        write(key, OverridePatch.NOTHING, "override", expected, author);
    }

    /**
     * Sends an instance no new work, also after a restart, until somebody lifts that.
     *
     * @param force takes it out of the registry at once, too; an owner that lives registers again, and is drained still
     */
    public void delete(InstanceKey key, boolean force, String author) {
        write(key, OverridePatch.DELETED, "delete", null, author);
        if (force) {
            takeOut(key, author);
        }
    }

    private void takeOut(InstanceKey key, String author) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Registration holder = read(key, "it is drained, but not taken out; send it again later")
                    .registration();
            if (holder == null || isOut(holder, author)) {
                return;
            }
        }
        throw new OverrideException(
                Kind.CONTENDED,
                key + " must stay one start of itself for a moment but was started " + ATTEMPTS
                        + " times meanwhile; it is drained, send it again");
    }

    /** @return false when another start of it has taken over meanwhile */
    private boolean isOut(Registration holder, String author) {
        Changed.Result result;
        try {
            result = ask(
                            registry -> registry.change(new Change.Deregister(holder.key(), holder.incarnation())),
                            reason -> unconfirmed(holder.key(), reason))
                    .result();
        } catch (OverrideException e) {
            audit.deregistered(
                    author, holder.key(), holder.incarnation(), holder.address(), AuditLog.Result.UNCONFIRMED);
            throw e;
        }
        if (result == Changed.Result.APPLIED) {
            audit.deregistered(author, holder.key(), holder.incarnation(), holder.address(), AuditLog.Result.APPLIED);
        }
        return result != Changed.Result.SUPERSEDED;
    }

    private Operated write(
            InstanceKey key, OverridePatch patch, String action, @Nullable String expected, String author) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Known known = read(key, "nothing was changed, send it again later");
            if (known.registration() == null && known.stored() == null) {
                throw new OverrideException(
                        Kind.UNKNOWN, "there is no instance " + key + " and no override of one; nothing was changed");
            }
            OperatorOverride present = known.holding();
            expect(key, expected, present);
            OperatorOverride next = patch.over(key, present, known.nextVersion(), author, known.now());
            validate(patch, next, known);
            Change change = change(known, next);
            if (change == null) {
                return operated(known, present);
            }
            Changed.Result result;
            try {
                result = ask(registry -> registry.change(change), reason -> unconfirmed(key, reason))
                        .result();
            } catch (OverrideException e) {
                audit.override(action, author, key, known.stored(), next, AuditLog.Result.UNCONFIRMED);
                throw e;
            }
            if (result == Changed.Result.APPLIED) {
                audit.override(action, author, key, known.stored(), next, AuditLog.Result.APPLIED);
                return operated(known, next);
            }
        }
        throw new OverrideException(
                Kind.CONTENDED,
                "the override of " + key + " must stand still for a moment but was changed by others " + ATTEMPTS
                        + " times in a row; nothing was changed, send it again");
    }

    /** @return null when it is so already */
    private static @Nullable Change change(Known known, @Nullable OperatorOverride next) {
        if (next != null) {
            return next.equals(known.holding()) ? null : new Change.PutOverride(next);
        }
        OperatorOverride stored = known.stored();
        return stored == null ? null : new Change.RemoveOverride(stored.key(), stored.version());
    }

    private static void expect(InstanceKey key, @Nullable String expected, @Nullable OperatorOverride present) {
        String tag = OverrideTag.of(present);
        if (expected != null && !expected.equals(tag)) {
            throw new OverrideException(
                    Kind.CHANGED,
                    "the override of " + key + " must be " + expected + " but is " + tag
                            + "; nothing was changed, read the instance again");
        }
    }

    private static void validate(OverridePatch patch, @Nullable OperatorOverride next, Known known) {
        if (patch.explainsNothing(next)) {
            throw OverrideException.invalid(
                    patch.until().value() == null ? "reason" : "until",
                    "weight, tags or status must be imposed for 'until' or 'reason' to speak of but none is; state one");
        }
        if (patch.until().value() != null && !known.now().isBefore(patch.until().value())) {
            throw OverrideException.invalid(
                    "until",
                    "until must be in the future but is " + patch.until().value() + "; by the registry's clock it is "
                            + known.now());
        }
    }

    /** @param soFar what has become of the wish when the registry does not answer */
    private Known read(InstanceKey key, String soFar) {
        Snapshot snapshot = ask(
                registry -> registry.snapshot(Set.of(key.service())),
                reason -> new OverrideException(
                        Kind.UNREACHABLE,
                        "the registry must answer for a change but does not: " + reason + "; " + soFar));
        return Known.in(snapshot, key);
    }

    private static OverrideException unconfirmed(InstanceKey key, String reason) {
        return new OverrideException(
                Kind.UNCONFIRMED,
                "the registry must confirm the change of " + key + " but has not: " + reason
                        + "; whether it was made is unknown, sending it again is safe");
    }

    private static Operated operated(Known known, @Nullable OperatorOverride override) {
        return new Operated(known.with(override), known.leaseEnds(), OverrideTag.of(override));
    }

    private <A> A ask(Function<Registry, CompletionStage<A>> question, Function<String, OverrideException> failed) {
        try {
            var answer = question.apply(registry).toCompletableFuture();
            time.await(answer, PATIENCE);
            if (!answer.isDone()) {
                throw failed.apply("no answer within " + PATIENCE.toSeconds() + " s");
            }
            return answer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed.apply("the admin stops waiting");
        } catch (CompletionException e) {
            throw failed.apply(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
        }
    }
}
