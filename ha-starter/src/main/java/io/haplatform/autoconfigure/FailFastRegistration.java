package io.haplatform.autoconfigure;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Registered;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.web.Probes;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** With {@code ha.registry.fail-fast}: the start has not succeeded before the registry has accepted the registration. */
final class FailFastRegistration implements ApplicationListener<AvailabilityChangeEvent<?>>, Ordered {

    private final Presence presence;
    private final @Nullable Probes probes;
    private final Duration timeout;
    private final FailFastStart failFast;
    private final Environment environment;
    private boolean passed;

    /** @param probes on whose word this application registers; null where it answers none */
    FailFastRegistration(
            Presence presence,
            @Nullable Probes probes,
            Duration timeout,
            FailFastStart failFast,
            Environment environment) {
        this.presence = presence;
        this.probes = probes;
        this.timeout = timeout;
        this.failFast = failFast;
        this.environment = environment;
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
        boolean hasServer = environment.containsProperty("local.server.port");
        if (passed || !hasServer || event.getState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return;
        }
        passed = true;
        if (probes != null) {
            // this thread waits here, and the listener that has them look may stand behind it
            probes.refresh();
        }
        check(answer());
    }

    private Registered answer() {
        try {
            return presence.answer()
                    .toCompletableFuture()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw failFast.unreachable(
                    cause instanceof TimeoutException
                            ? "it has not confirmed this instance within " + timeout.toMillis() + "ms"
                            : String.valueOf(cause.getMessage()));
        }
    }

    private void check(Registered answer) {
        if (answer instanceof Registered.Held held) {
            Registration own = presence.registration();
            String address = own == null ? "" : " and not at " + own.address();
            throw new InvalidSettingException(
                    "ha.instance.id",
                    "ha.instance.id must be unique within " + held.key().service() + " but is '"
                            + held.key().id() + "', which a living instance at " + held.holder() + address
                            + " holds",
                    "Set another ha.instance.id (or NODE_ID), or stop that instance; with ha.registry.fail-fast=false"
                            + " the application starts and takes the id over when that instance's lease ends.");
        }
        if (answer instanceof Registered.Rejected rejected) {
            throw new InvalidSettingException(
                    "ha.instance",
                    "ha.instance must be acceptable to the registry but is not: " + rejected.reason(),
                    "Correct what the registry complains about.");
        }
    }

    /** After Spring Boot's own listener, which notes what health asks for: it has no order, and was made before. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
