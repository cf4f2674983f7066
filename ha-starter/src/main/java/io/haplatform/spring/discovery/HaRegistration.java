package io.haplatform.spring.discovery;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is registered, as Spring Cloud's {@code ServiceRegistry} takes it. The application's own is a bean; before it
 * has registered, it knows no more than its service and its host.
 */
public final class HaRegistration implements org.springframework.cloud.client.serviceregistry.Registration {

    private final String service;
    private final String host;
    private final Supplier<@Nullable Registration> current;

    /** @param current what stands in the registry; null before the first time */
    public HaRegistration(String service, String host, Supplier<@Nullable Registration> current) {
        this.service = service;
        this.host = host;
        this.current = current;
    }

    /** One that somebody else than this application's own life cycle registers. */
    public static HaRegistration of(Registration registration) {
        return new HaRegistration(registration.key().service(), registration.host(), () -> registration);
    }

    /** Null while it is not known where the application will be. */
    public @Nullable Registration registration() {
        return current.get();
    }

    @Override
    public @Nullable String getInstanceId() {
        HaServiceInstance known = known();
        return known == null ? null : known.getInstanceId();
    }

    @Override
    public String getServiceId() {
        return service;
    }

    @Override
    public String getHost() {
        HaServiceInstance known = known();
        return known == null ? host : known.getHost();
    }

    @Override
    public int getPort() {
        HaServiceInstance known = known();
        return known == null ? 0 : known.getPort();
    }

    @Override
    public boolean isSecure() {
        HaServiceInstance known = known();
        return known != null && known.isSecure();
    }

    @Override
    public URI getUri() {
        HaServiceInstance known = known();
        return known == null ? URI.create("http://" + host) : known.getUri();
    }

    @Override
    public Map<String, String> getMetadata() {
        HaServiceInstance known = known();
        return known == null ? Map.of() : known.getMetadata();
    }

    private @Nullable HaServiceInstance known() {
        Registration registration = current.get();
        return registration == null
                ? null
                : new HaServiceInstance(
                        new Instance(registration, null, List.of(), registration.status(), registration.reason()));
    }
}
