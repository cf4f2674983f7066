package io.haplatform.core.instance;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an instance says of itself: where it is, what it can take, how it is. Written by its owner alone, guarded by the
 * incarnation, which each start of the process draws anew.
 *
 * @param key which instance
 * @param incarnation drawn at random by each start of the owner; a registration with another incarnation is another
 *     process under the same name
 * @param host where to call it: a name or an address, IPv6 without brackets
 * @param port where to call it
 * @param scheme {@code http} or {@code https}
 * @param managementPort where its Actuator answers; 0 when on {@code port}
 * @param weight share of traffic, 0 to 1000; 100 is usual, 0 takes nothing new
 * @param region where it runs, coarse; empty when not stated
 * @param zone where it runs, fine; empty when not stated
 * @param version of the software; empty when not stated
 * @param tags sorted, without duplicates; at most 64
 * @param metadata whatever the owner wants others to know; at most 64 entries
 * @param status one that {@linkplain Status#ownersMay() owners may} publish
 * @param reason why it has this status, in words; may be empty; cut to 256 characters, control characters replaced
 * @param since when it took this status, by its owner's clock
 * @param registeredAt when this incarnation first registered, by its owner's clock
 */
public record Registration(
        InstanceKey key,
        String incarnation,
        String host,
        int port,
        String scheme,
        int managementPort,
        int weight,
        String region,
        String zone,
        String version,
        List<String> tags,
        Map<String, String> metadata,
        Status status,
        String reason,
        Instant since,
        Instant registeredAt) {

    public static final int DEFAULT_WEIGHT = 100;
    public static final int MAX_TAGS = 64;
    public static final int MAX_METADATA = 64;
    static final int MAX_INCARNATION = 64;

    public Registration {
        Names.token("incarnation of " + key, incarnation, MAX_INCARNATION);
        Names.host(host);
        Names.port(port);
        Names.scheme(scheme);
        if (managementPort != 0) {
            Names.port(managementPort);
        }
        Names.weight(weight);
        Names.label("region", region);
        Names.label("zone", zone);
        Names.label("version", version);
        tags.forEach(Names::tag);
        tags = List.copyOf(new TreeSet<>(tags));
        if (tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(
                    "tags of " + key + " must be at most " + MAX_TAGS + " but are " + tags.size());
        }
        if (metadata.size() > MAX_METADATA) {
            throw new IllegalArgumentException(
                    "metadata of " + key + " must be at most " + MAX_METADATA + " entries but is " + metadata.size());
        }
        // sorted, so that the same content always has the same encoding and digest
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        reason = Names.words(reason);
        Names.date("since of " + key, since);
        Names.date("registeredAt of " + key, registeredAt);
        if (!status.ownersMay()) {
            throw new IllegalArgumentException("status that " + key
                    + " publishes of itself must be STARTING, UP, DOWN or DRAINING but is " + status);
        }
    }

    /**
     * An instance that is up and states no more than where it is: plain HTTP, Actuator on the same port, the usual weight.
     *
     * @param since when it came up, by its owner's clock
     */
    public static Registration up(InstanceKey key, String incarnation, String host, int port, Instant since) {
        return new Registration(
                key,
                incarnation,
                host,
                port,
                "http",
                0,
                DEFAULT_WEIGHT,
                "",
                "",
                "",
                List.of(),
                Map.of(),
                Status.UP,
                "",
                since,
                since);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String address() {
        return Names.address(host, port);
    }

    /** The same registration with another status. */
    public Registration withStatus(Status status, String reason, Instant since) {
        return with(metadata, status, reason, since);
    }

    /** The same registration with other metadata. */
    public Registration withMetadata(Map<String, String> metadata) {
        return with(metadata, status, reason, since);
    }

    private Registration with(Map<String, String> metadata, Status status, String reason, Instant since) {
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
                since,
                registeredAt);
    }
}
