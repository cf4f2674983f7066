package io.haplatform.admin;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Registrations as tests want them: {@code Instances.of("orders", "orders-1").zone("eu-a").build()}. */
public final class Instances {

    public static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final InstanceKey key;
    private String incarnation = "start-1";
    private String host = "10.0.0.7";
    private int port = 8081;
    private int managementPort;
    private int weight = 100;
    private String zone = "";
    private String version = "";
    private List<String> tags = List.of();
    private Map<String, String> metadata = Map.of();
    private Status status = Status.UP;
    private String reason = "";

    private Instances(InstanceKey key) {
        this.key = key;
    }

    public static Instances of(String service, String id) {
        return new Instances(new InstanceKey(service, id));
    }

    public Instances startedAs(String incarnation) {
        this.incarnation = incarnation;
        return this;
    }

    public Instances at(String host, int port) {
        this.host = host;
        this.port = port;
        return this;
    }

    public Instances managedAt(int port) {
        this.managementPort = port;
        return this;
    }

    public Instances weight(int weight) {
        this.weight = weight;
        return this;
    }

    public Instances zone(String zone) {
        this.zone = zone;
        return this;
    }

    public Instances version(String version) {
        this.version = version;
        return this;
    }

    public Instances tags(String... tags) {
        this.tags = List.of(tags);
        return this;
    }

    public Instances metadata(String name, String value) {
        this.metadata = Map.of(name, value);
        return this;
    }

    public Instances status(Status status, String reason) {
        this.status = status;
        this.reason = reason;
        return this;
    }

    public Registration build() {
        return new Registration(
                key,
                incarnation,
                host,
                port,
                "http",
                managementPort,
                weight,
                zone.isEmpty() ? "" : zone.substring(0, zone.indexOf('-')),
                zone,
                version,
                tags,
                metadata,
                status,
                reason,
                THEN,
                THEN);
    }
}
