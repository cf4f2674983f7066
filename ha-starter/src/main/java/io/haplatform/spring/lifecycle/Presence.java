package io.haplatform.spring.lifecycle;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This application in the registry: there from the moment it is first ready until its server has stopped, with the
 * status that its readiness gives it. An application without a server is never there.
 *
 * <p>Not being ready is published a moment later than being ready or draining: Spring Boot takes readiness back first
 * of all when it shuts down, which is no failure. After a drain that was taken back, nothing is published before
 * readiness has been worked out anew.
 *
 * <p>Each status that it publishes is said in the log, once, with its reason.
 *
 * <p>Thread-safe; returns at once. All state is written inside one serial executor.
 */
public final class Presence {

    private static final Logger log = LoggerFactory.getLogger(Presence.class);
    private static final Duration DOWN_DELAY = Duration.ofMillis(100);

    private final Registrar registrar;
    private final InstanceProfile profile;
    private final Supplier<InstanceProfile.@Nullable Endpoint> endpoint;
    private final Supplier<String> incarnation;
    private final Time time;
    private final SerialExecutor serial;
    private final CompletableFuture<Registered> answer = new CompletableFuture<>();

    private volatile @Nullable Registration registration;
    private boolean ready;
    private String notReady = "";
    private @Nullable String draining;
    private boolean resuming;
    private boolean withdrawn;
    private boolean unfit;
    private @Nullable Cancellable pendingDown;

    /**
     * @param endpoint where this application can be called; null while it has no server
     * @param incarnation draws the name of this start of the process
     */
    public Presence(
            Registrar registrar,
            InstanceProfile profile,
            Supplier<InstanceProfile.@Nullable Endpoint> endpoint,
            Supplier<String> incarnation,
            Time time) {
        this.registrar = registrar;
        this.profile = profile;
        this.endpoint = endpoint;
        this.incarnation = incarnation;
        this.time = time;
        this.serial = time.serial("this application's presence in the registry");
    }

    /**
     * Readiness has been worked out; the first time it is on, the application registers.
     *
     * @param reason why it is not ready; empty when it is
     */
    public void readiness(boolean ready, String reason) {
        serial.execute(() -> {
            this.ready = ready;
            this.notReady = reason;
            resuming = false;
            publishReadiness();
        });
    }

    /** This instance leaves: it takes nothing new from now on. */
    public void drain(String reason) {
        serial.execute(() -> {
            draining = reason;
            resuming = false;
            publish();
        });
    }

    /** The drain is taken back: what readiness says next is published. */
    public void resume() {
        serial.execute(() -> {
            if (draining != null) {
                draining = null;
                resuming = true;
                cancelDown();
            }
        });
    }

    /**
     * Leaves the registry, until {@link #readmit}; completes when the registry knows, or exceptionally when it cannot
     * be told.
     */
    public CompletionStage<Void> withdraw() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        serial.execute(() -> {
            withdrawn = true;
            cancelDown();
            Registration own = registration;
            if (own == null) {
                done.complete(null);
                return;
            }
            registration = null;
            log.info("{} {} -> gone (its server has stopped): nobody finds it any more", own.key(), own.status());
            registrar.deregister(own.key()).whenComplete((nothing, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        });
        return done;
    }

    /** Comes back after it has left, as another start of the process: its server is there again. */
    public void readmit() {
        serial.execute(() -> {
            if (withdrawn) {
                withdrawn = false;
                publishReadiness();
            }
        });
    }

    /** The first definite answer of the registry to this application's registration. */
    public CompletionStage<Registered> answer() {
        return answer.minimalCompletionStage();
    }

    /** What this application last said of itself; null before it was first ready. */
    public @Nullable Registration registration() {
        return registration;
    }

    /** Whether this is the application's own name in the registry. */
    public boolean isOwn(InstanceKey key) {
        Registration own = registration;
        return own != null && own.key().equals(key);
    }

    private void publishReadiness() {
        if (ready) {
            publish();
        } else if (pendingDown == null) {
            pendingDown = serial.schedule(DOWN_DELAY, this::publish);
        }
    }

    private void publish() {
        cancelDown();
        if (withdrawn || resuming) {
            return;
        }
        Status status = draining != null ? Status.DRAINING : ready ? Status.UP : Status.DOWN;
        String reason = draining != null ? draining : ready ? "" : notReady;
        Registration own = registration;
        if (own == null) {
            if (status == Status.UP && !unfit) {
                register();
            }
        } else if (own.status() != status || !own.reason().equals(reason)) {
            Registration next = own.withStatus(status, reason, time.now());
            registration = next;
            if (own.status() != status) {
                say(own, status, reason);
            }
            registrar.update(own.key(), current -> current.withStatus(status, reason, next.since()));
        }
    }

    private void register() {
        InstanceProfile.Endpoint at = endpoint.get();
        if (at == null) {
            return;
        }
        try {
            Registration first = profile.at(at, incarnation.get(), Status.UP, "", time.now());
            registration = first;
            log.info("{} is ready and registers as UP: callers find it", first.key());
            registrar.register(first).whenComplete((registered, failure) -> {
                if (failure == null) {
                    answer.complete(registered);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (IllegalArgumentException e) {
            // what cannot be registered now cannot be later: said once, and not at every good look
            unfit = true;
            answer.completeExceptionally(e);
            log.error("This application is not registered, and nobody finds it: {}", e.getMessage());
        }
    }

    private static void say(Registration own, Status to, String reason) {
        String why = to == Status.UP ? "ready again" : reason;
        String follows =
                switch (to) {
                    case UP -> "callers choose it again";
                    case DRAINING -> "callers choose others, and what still comes is served";
                    default -> "callers choose others until it is ready again";
                };
        log.info("{} {} -> {} ({}): {}", own.key(), own.status(), to, why, follows);
    }

    private void cancelDown() {
        if (pendingDown != null) {
            pendingDown.cancel();
            pendingDown = null;
        }
    }
}
