package io.haplatform.spring.discovery;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Time;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

/**
 * Spring Cloud's {@link ServiceRegistry}: registers further instances of this process, and lets Actuator's
 * {@code serviceregistry} endpoint read and set the status. Returns before the registry has answered; what cannot be
 * done now is done as soon as the registry is back.
 */
public final class HaServiceRegistry implements ServiceRegistry<HaRegistration> {

    /** Statuses by the names Spring Cloud and Eureka use. */
    private static final Map<String, Status> NAMES = Map.of(
            "UP", Status.UP,
            "DOWN", Status.DOWN,
            "STARTING", Status.STARTING,
            "DRAINING", Status.DRAINING,
            "OUT_OF_SERVICE", Status.DRAINING);

    private final Registrar registrar;
    private final Directory directory;
    private final Time time;

    public HaServiceRegistry(Registrar registrar, Directory directory, Time time) {
        this.registrar = registrar;
        this.directory = directory;
        this.time = time;
    }

    @Override
    public void register(@Nullable HaRegistration registration) {
        var unused = registrar.register(known(registration));
    }

    @Override
    public void deregister(@Nullable HaRegistration registration) {
        var unused = registrar.deregister(known(registration).key());
    }

    /** The registrar belongs to the application, which closes it. */
    @Override
    public void close() {}

    @Override
    public void setStatus(HaRegistration registration, String status) {
        Status next = NAMES.get(status.toUpperCase(Locale.ROOT));
        if (next == null) {
            throw new IllegalArgumentException("status of " + registration.getServiceId()
                    + " must be UP, DOWN, STARTING, DRAINING or OUT_OF_SERVICE but is '" + status + "'");
        }
        registrar.update(
                known(registration).key(), current -> current.withStatus(next, "set by the application", time.now()));
    }

    /** The effective status by its name, {@code UNKNOWN} when the registry does not know the instance. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Spring Cloud declares it
    public <T> T getStatus(HaRegistration registration) {
        InstanceKey key = known(registration).key();
        Instance instance = directory.view(key.service()).instance(key);
        return (T) (instance == null ? Status.UNKNOWN : instance.status()).name();
    }

    private static Registration known(@Nullable HaRegistration registration) {
        if (registration == null) {
            throw new IllegalArgumentException("registration must be given but is null");
        }
        Registration known = registration.registration();
        if (known == null) {
            throw new IllegalStateException("Service " + registration.getServiceId()
                    + " has not been ready yet, so nothing of it is registered");
        }
        return known;
    }
}
