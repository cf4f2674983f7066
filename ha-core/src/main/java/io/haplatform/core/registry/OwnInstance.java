package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One instance of this process: what it wants to be in the registry, and how far that has come.
 *
 * <p>Not thread-safe: the registrar's executor alone touches it.
 */
final class OwnInstance {

    final CompletableFuture<Registered> firstAnswer;
    Registration registration;
    Registrar.State state = Registrar.State.REGISTERING;
    String reason = "";

    /** Whether the registry is to be told; false while a request says it, or when nothing has changed. */
    boolean toBeSent = true;

    /** Digest of what the registry stored last; empty before the first answer. */
    String digest = "";

    /** When it may be sent again, by the local clock; a held id waits. */
    long notBefore;

    /** When the last renewal that succeeded was sent: the lease is counted from there, on our own clock. */
    long renewedNanos;

    @Nullable
    Instant renewedAt;

    /** Who holds the id, once that has been said. */
    String holder = "";

    OwnInstance(Registration registration, CompletableFuture<Registered> firstAnswer, long now) {
        this.registration = registration;
        this.firstAnswer = firstAnswer;
        this.notBefore = now;
    }

    InstanceKey key() {
        return registration.key();
    }

    /** Whether there is a lease to renew. */
    boolean isStored() {
        return !digest.isEmpty() && state != Registrar.State.SUPERSEDED;
    }

    /** The registry is to be told, from this time of the local clock on. */
    void sendNotBefore(long nanos) {
        toBeSent = true;
        notBefore = nanos;
    }

    void supersede(OwnInstances instances) {
        toBeSent = false;
        instances.become(this, Registrar.State.SUPERSEDED, "another process has taken over this id");
    }

    void abandon(String why) {
        firstAnswer.completeExceptionally(
                new RegistryException(key() + " " + why + " before the registry had answered"));
    }
}
