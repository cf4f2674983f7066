package io.haplatform.test;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Registrations with everything a test does not care about filled in:
 *
 * <pre>{@code
 * Registration a = Registrations.of("orders", "a").at("10.0.0.7", 8080).zone("z1").build();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class Registrations {

    private static final Instant SOMETIME = Instant.parse("2026-01-01T00:00:00Z");

    private final InstanceKey key;
    private final Map<String, String> metadata = new TreeMap<>();
    private String incarnation = "first";
    private String host = "10.0.0.1";
    private int port = 8080;
    private String scheme = "http";
    private int managementPort;
    private int weight = Registration.DEFAULT_WEIGHT;
    private String region = "";
    private String zone = "";
    private String version = "";
    private List<String> tags = List.of();
    private Status status = Status.UP;
    private String reason = "";

    private Registrations(InstanceKey key) {
        this.key = key;
    }

    /** An instance that is up at {@code 10.0.0.1:8080}, in its first incarnation. */
    public static Registrations of(String service, String id) {
        return new Registrations(new InstanceKey(service, id));
    }

    public Registrations at(String host, int port) {
        this.host = host;
        this.port = port;
        return this;
    }

    public Registrations scheme(String scheme) {
        this.scheme = scheme;
        return this;
    }

    /** @param port of its Actuator, where that has one of its own */
    public Registrations managementPort(int port) {
        this.managementPort = port;
        return this;
    }

    public Registrations incarnation(String incarnation) {
        this.incarnation = incarnation;
        return this;
    }

    public Registrations weight(int weight) {
        this.weight = weight;
        return this;
    }

    public Registrations region(String region) {
        this.region = region;
        return this;
    }

    public Registrations zone(String zone) {
        this.zone = zone;
        return this;
    }

    public Registrations version(String version) {
        this.version = version;
        return this;
    }

    public Registrations tags(String... tags) {
        this.tags = List.of(tags);
        return this;
    }

    public Registrations metadata(String name, String value) {
        metadata.put(name, value);
        return this;
    }

    public Registrations status(Status status) {
        this.status = status;
        return this;
    }

    /** @param reason in words */
    public Registrations status(Status status, String reason) {
        this.reason = reason;
        return status(status);
    }

    public Registration build() {
        return new Registration(
                key,
                incarnation,
                host,
                port,
                scheme,
                managementPort,
                weight,
                region,
                zone,
                version,
                tags,
                metadata,
                status,
                reason,
                SOMETIME,
                SOMETIME);
    }
}
