package io.haplatform.spring.discovery;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.cloud.client.ServiceInstance;

/**
 * An instance as Spring Cloud knows it; {@link #instance()} has all the rest. Region, zone, version, weight and tags
 * are in the metadata too, under those names, for the parts of Spring Cloud that look there.
 */
public final class HaServiceInstance implements ServiceInstance {

    private final Instance instance;
    private final Map<String, String> metadata;

    public HaServiceInstance(Instance instance) {
        this.instance = instance;
        this.metadata = describe(instance);
    }

    /** The instance as the directory has it. */
    public Instance instance() {
        return instance;
    }

    @Override
    public String getInstanceId() {
        return instance.key().id();
    }

    @Override
    public String getServiceId() {
        return instance.key().service();
    }

    @Override
    public String getHost() {
        return Names.uriHost(instance.registration().host());
    }

    @Override
    public int getPort() {
        return instance.registration().port();
    }

    @Override
    public boolean isSecure() {
        return instance.registration().scheme().equals("https");
    }

    @Override
    public URI getUri() {
        Registration registration = instance.registration();
        return URI.create(registration.scheme() + "://" + registration.address());
    }

    @Override
    public Map<String, String> getMetadata() {
        return metadata;
    }

    @Override
    public String getScheme() {
        return instance.registration().scheme();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HaServiceInstance that && instance.equals(that.instance);
    }

    @Override
    public int hashCode() {
        return instance.hashCode();
    }

    @Override
    public String toString() {
        return instance.key() + " at " + instance.registration().address() + " " + instance.status();
    }

    private static Map<String, String> describe(Instance instance) {
        Registration registration = instance.registration();
        Map<String, String> all = new TreeMap<>(registration.metadata());
        all.put("weight", String.valueOf(instance.weight()));
        putUnlessEmpty(all, "region", registration.region());
        putUnlessEmpty(all, "zone", registration.zone());
        putUnlessEmpty(all, "version", registration.version());
        putUnlessEmpty(all, "tags", String.join(",", instance.tags()));
        if (registration.managementPort() != 0) {
            all.put("management.port", String.valueOf(registration.managementPort()));
        }
        return Collections.unmodifiableMap(all);
    }

    private static void putUnlessEmpty(Map<String, String> all, String name, String value) {
        if (!value.isEmpty()) {
            all.put(name, value);
        }
    }
}
