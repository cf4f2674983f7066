package io.haplatform.core.signing;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.ForwardingRegistry;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A registry that need not be believed: registrations are signed by their owner's key (Ed25519) before they are sent,
 * and checked when they are read, in snapshots and in the log. What is signed wrongly is left out, and reported like
 * any other entry that cannot be read; where signatures are required, so is what is not signed. The signature is one
 * more entry of the metadata ({@link Signer#METADATA}), which is gone again when the registration is handed out.
 *
 * <p>It protects what an instance says of itself: name, address, weight, metadata, status. It does not cover what others
 * say of it (observations, an operator's overrides), leases, or that something was removed; and an old registration,
 * signed once, can be written again by whoever may write at all.
 *
 * <p>Thread-safe. A snapshot is checked on a thread of {@link Time#blocking()}, the log on the thread that reads it;
 * what has not changed is not checked twice.
 */
public final class SignedRegistry extends ForwardingRegistry {

    private static final int SHOWN = 3;

    private final SigningPolicy policy;
    private final Executor checking;
    private final SignatureBook book;

    public SignedRegistry(Registry registry, SigningPolicy policy, Time time) {
        super(registry);
        this.policy = policy;
        this.checking = time.blocking();
        this.book = new SignatureBook(policy);
    }

    /** Who signs, who is believed, and what came of it. */
    public SigningStatus signing() {
        return book.status();
    }

    @Override
    public List<String> warnings() {
        List<String> leftOut = book.status().leftOut();
        if (leftOut.isEmpty()) {
            return super.warnings();
        }
        List<String> warnings = new ArrayList<>(super.warnings());
        leftOut.stream()
                .limit(SHOWN)
                .map(sentence -> sentence + "; let its owner sign with a key of ha.registry.signing.keys, or find who"
                        + " writes it")
                .forEach(warnings::add);
        if (leftOut.size() > SHOWN) {
            warnings.add((leftOut.size() - SHOWN) + " more registrations are left out because of their signature");
        }
        return warnings;
    }

    @Override
    public CompletionStage<List<Registered>> register(List<Registration> batch) {
        List<Registration> signed = new ArrayList<>();
        // one per item: why it is not even sent, or nothing
        List<Optional<Registered>> refusals = new ArrayList<>();
        for (Registration registration : batch) {
            try {
                signed.add(sign(registration));
                refusals.add(Optional.empty());
            } catch (IllegalArgumentException e) {
                refusals.add(Optional.of(new Registered.Rejected(registration.key(), String.valueOf(e.getMessage()))));
            }
        }
        return plain(super.register(signed), answers -> {
            Iterator<Registered> answered = answers.iterator();
            return refusals.stream()
                    .map(refusal -> refusal.orElseGet(answered::next))
                    .toList();
        });
    }

    /** @throws IllegalArgumentException for what nobody would believe */
    private Registration sign(Registration registration) {
        Signer signer = policy.signer();
        if (signer == null && policy.required()) {
            throw new IllegalArgumentException("registration of " + registration.key() + " must be signed, because this"
                    + " process requires signatures, but it has no key: set ha.registry.signing.private-key");
        } else if (signer == null) {
            return registration;
        }
        String service = registration.key().service();
        policy.key(signer.keyId()).filter(key -> !key.maySign(service)).ifPresent(key -> {
            throw new IllegalArgumentException("key '" + key.id() + "', with which this process signs, must be one"
                    + " that may sign for '" + service + "' but may sign for " + key.services() + " alone");
        });
        return signer.sign(policy.namespace(), registration);
    }

    @Override
    public CompletionStage<Snapshot> snapshot(Set<String> services) {
        CompletableFuture<Snapshot> checked = new CompletableFuture<>();
        super.snapshot(services).whenComplete((snapshot, failure) -> {
            if (failure != null) {
                checked.completeExceptionally(failure);
            } else {
                checking.execute(() -> complete(checked, () -> checked(snapshot)));
            }
        });
        return checked;
    }

    private Snapshot checked(Snapshot snapshot) {
        List<String> rejected = new ArrayList<>(snapshot.rejected());
        Map<String, Snapshot.Records> services = new HashMap<>();
        snapshot.services()
                .forEach((service, records) ->
                        services.put(service, checked(service, records, snapshot.position(), rejected)));
        return new Snapshot(snapshot.position(), snapshot.now(), snapshot.names(), services, rejected);
    }

    private Snapshot.Records checked(String service, Snapshot.Records records, Position at, List<String> rejected) {
        List<Registration> accepted = new ArrayList<>();
        Set<InstanceKey> present = new HashSet<>();
        Set<InstanceKey> leftOut = new HashSet<>();
        for (Registration stored : records.registrations()) {
            SignatureBook.Verdict verdict = book.check(stored, at);
            present.add(stored.key());
            if (verdict.accepted() != null) {
                accepted.add(verdict.accepted());
            } else {
                leftOut.add(stored.key());
                rejected.add(SignatureBook.sentence(stored, verdict.why()));
            }
        }
        book.keepOnly(service, present, at);
        if (leftOut.isEmpty()) {
            return new Snapshot.Records(accepted, records.overrides(), records.observations(), records.leases());
        }
        List<Observation> observations = records.observations().stream()
                .filter(seen -> !leftOut.contains(seen.key()))
                .toList();
        Map<InstanceKey, Instant> leases = new HashMap<>(records.leases());
        leases.keySet().removeAll(leftOut);
        return new Snapshot.Records(accepted, records.overrides(), observations, leases);
    }

    @Override
    public Subscription follow(Position from, Follower follower) {
        return super.follow(from, new Follower() {
            @Override
            public void onEntry(LogEntry entry) {
                follower.onEntry(checked(entry));
            }

            @Override
            public void onGap(String reason, boolean historyLost) {
                // what has gone meanwhile is not told
                book.clear();
                follower.onGap(reason, historyLost);
            }

            @Override
            public void onAvailability(boolean available, String reason) {
                follower.onAvailability(available, reason);
            }
        });
    }

    /** The same entry without the registrations that are left out: whoever was there before them stays. */
    private LogEntry checked(LogEntry entry) {
        List<Mutation> mutations = new ArrayList<>();
        for (Mutation mutation : entry.mutations()) {
            if (mutation instanceof Mutation.Put put) {
                Registration accepted =
                        book.check(put.registration(), entry.position()).accepted();
                if (accepted != null) {
                    mutations.add(new Mutation.Put(accepted));
                }
            } else {
                if (mutation instanceof Mutation.Removed removed) {
                    book.forget(removed.key(), entry.position());
                }
                mutations.add(mutation);
            }
        }
        return new LogEntry(entry.position(), entry.previousNonce(), entry.at(), mutations);
    }

    /** As {@code thenApply}, with failures as plain as they came. */
    private static <T> CompletionStage<T> plain(CompletionStage<T> stage, UnaryOperator<T> change) {
        CompletableFuture<T> plain = new CompletableFuture<>();
        stage.whenComplete((answer, failure) -> {
            if (failure != null) {
                plain.completeExceptionally(failure);
            } else {
                complete(plain, () -> change.apply(answer));
            }
        });
        return plain;
    }

    private static <T> void complete(CompletableFuture<T> stage, Supplier<T> answer) {
        try {
            stage.complete(answer.get());
        } catch (RuntimeException e) {
            stage.completeExceptionally(e);
        }
    }
}
