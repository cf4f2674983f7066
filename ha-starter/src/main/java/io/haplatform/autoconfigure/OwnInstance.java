package io.haplatform.autoconfigure;

import io.haplatform.core.instance.Names;
import io.haplatform.spring.lifecycle.InstanceProfile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.info.BuildProperties;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Finds out what {@code ha.instance.*} leaves open: name, id, host, port, scheme and version. */
final class OwnInstance {

    private static final Logger log = LoggerFactory.getLogger(OwnInstance.class);
    private static final int LONGEST_PORT = 65_535;
    private static final String NAME = "spring.application.name";

    private final HaInstanceProperties properties;
    private final Environment environment;

    OwnInstance(HaInstanceProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    /** Refuses settings that cannot work. */
    void check() {
        service();
        if (id() == null) {
            defaultId();
        }
        boundHost();
    }

    /** Without an id of its own it is service:host:port, which names that are long, each for itself right, can exceed. */
    private void defaultId() {
        String host = properties.host() != null ? properties.host() : boundHost();
        if (host == null) {
            // then it is an address, and never too long
            return;
        }
        int port = properties.port() != null ? properties.port() : LONGEST_PORT;
        String id = InstanceProfile.defaultId(service(), host, port);
        try {
            Names.id(id);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "ha.instance.id",
                    "ha.instance.id must be set, because service:host:port must be an id of at most 200 characters but is '"
                            + id + "'",
                    "Set ha.instance.id, or NODE_ID, or shorten ha.instance.host or spring.application.name.");
        }
    }

    /** @param network null where Spring Cloud's utilities are switched off */
    InstanceProfile profile(@Nullable InetUtils network, @Nullable BuildProperties build) {
        return new InstanceProfile(
                service(),
                id(),
                host(network),
                properties.weight(),
                properties.region(),
                properties.zone(),
                version(build),
                properties.tags(),
                metadata());
    }

    /** Where the server listens, once it does; null while there is none. */
    InstanceProfile.@Nullable Endpoint endpoint() {
        Integer listening = environment.getProperty("local.server.port", Integer.class);
        Integer port = properties.port() != null ? properties.port() : listening;
        if (port == null) {
            return null;
        }
        Integer management = environment.getProperty("local.management.port", Integer.class);
        boolean separate = management != null && !management.equals(listening);
        return new InstanceProfile.Endpoint(port, separate ? management : 0, scheme());
    }

    private String service() {
        String name = environment.getProperty(NAME, "");
        if (name.isBlank()) {
            throw new InvalidSettingException(
                    NAME,
                    NAME + " must be the name under which others call this application but is not set",
                    "Set " + NAME + ", for example to orders; or set ha.instance.enabled=false for an application that"
                            + " nobody calls.");
        }
        return InvalidSettingException.checked(NAME, () -> Names.service(name));
    }

    private @Nullable String id() {
        if (properties.id() != null) {
            return properties.id();
        }
        String nodeId = environment.getProperty("NODE_ID");
        return StringUtils.hasText(nodeId) ? InvalidSettingException.checked("NODE_ID", () -> Names.id(nodeId)) : null;
    }

    private String host(@Nullable InetUtils network) {
        if (properties.host() != null) {
            return properties.host();
        }
        String bound = boundHost();
        if (bound != null) {
            return bound;
        }
        if (network == null) {
            throw new InvalidSettingException(
                    "ha.instance.host",
                    "ha.instance.host must be set where spring.cloud.util.enabled is false, but is not",
                    "Set ha.instance.host, or leave spring.cloud.util.enabled at true: then it is found out.");
        }
        return network.findFirstNonLoopbackHostInfo().getIpAddress();
    }

    /** A server that listens on one address alone can be reached there alone. */
    private @Nullable String boundHost() {
        String bound = environment.getProperty("server.address", "");
        return bound.isBlank() || isAny(bound)
                ? null
                : InvalidSettingException.checked("server.address", () -> Names.host(bound));
    }

    private static boolean isAny(String address) {
        try {
            return InetAddress.getByName(address).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private String scheme() {
        if (properties.scheme() != null) {
            return properties.scheme();
        }
        boolean configured = environment.containsProperty("server.ssl.bundle")
                || environment.containsProperty("server.ssl.key-store")
                || environment.containsProperty("server.ssl.certificate");
        boolean enabled = environment.getProperty("server.ssl.enabled", Boolean.class, true);
        return configured && enabled ? "https" : "http";
    }

    private String version(@Nullable BuildProperties build) {
        if (!properties.version().isEmpty()) {
            return properties.version();
        }
        String built = build == null ? null : build.getVersion();
        String found = built != null ? built : environment.getProperty("spring.application.version", "");
        try {
            return Names.label("version", found);
        } catch (IllegalArgumentException e) {
            log.warn("The version of the build is left out, set ha.instance.version: {}", e.getMessage());
            return "";
        }
    }

    private Map<String, String> metadata() {
        Map<String, String> all = new TreeMap<>(properties.metadata());
        String environmentName = environment.getProperty("ENVIRONMENT");
        if (StringUtils.hasText(environmentName)) {
            all.putIfAbsent("environment", environmentName);
        }
        return all;
    }
}
