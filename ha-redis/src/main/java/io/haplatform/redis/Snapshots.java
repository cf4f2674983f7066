package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.wire.Wire;
import io.haplatform.core.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one reply of {@code snapshot.lua}. What is not ours is left out and said; its neighbours lose nothing. */
final class Snapshots {

    private final Keys keys;
    private final Scripts scripts;
    private final Reply reply;
    private final Instant now;
    private final List<String> rejected = new ArrayList<>();

    Snapshots(Keys keys, Scripts scripts, Reply reply) {
        this.keys = keys;
        this.scripts = scripts;
        this.reply = reply;
        this.now = reply.instant(3);
    }

    /** @param services as they were asked for */
    Snapshot read(List<String> services) {
        Map<String, Snapshot.Records> records = new HashMap<>();
        for (int i = 0; i < services.size(); i++) {
            records.put(services.get(i), records(services.get(i), reply.list(5).list(i)));
        }
        reply.texts(6).forEach(this::leftOutName);
        if (reply.number(7) > 0) {
            rejected.add(
                    "Key '" + keys.names() + "' holds " + reply.number(7) + " more names of services than are read;"
                            + " find who writes there and remove them (SREM '" + keys.names() + "')");
        }
        return new Snapshot(reply.position(0), now, new HashSet<>(reply.texts(4)), records, rejected);
    }

    private void leftOutName(String name) {
        String shown = Names.printable(name);
        rejected.add("Member '" + shown + "' of key '" + keys.names() + "' is left out: no service can be called that;"
                + " remove it (SREM '" + keys.names() + "' '" + shown + "')");
    }

    private Snapshot.Records records(String service, Reply parts) {
        List<Registration> registrations = new ArrayList<>();
        Map<InstanceKey, Instant> leases = new HashMap<>();
        Reply instances = parts.list(0);
        for (int i = 0; i < instances.size(); i += 3) {
            Registration registration = registration(service, instances.text(i), instances.text(i + 1));
            if (registration != null) {
                registrations.add(registration);
                leases.put(registration.key(), instances.instant(i + 2));
            }
        }
        registrations.sort(Comparator.comparing(Registration::key));

        List<Observation> observations = new ArrayList<>();
        Reply seen = parts.list(1);
        for (int i = 0; i < seen.size(); i += 2) {
            Observation observation = observation(service, seen.text(i), seen.text(i + 1));
            if (observation != null && leases.containsKey(observation.key()) && now.isBefore(observation.expiresAt())) {
                observations.add(observation);
            }
        }
        observations.sort(Comparator.comparing(Observation::key).thenComparing(Observation::observer));

        List<OperatorOverride> overrides = new ArrayList<>();
        Reply imposed = parts.list(2);
        for (int i = 0; i < imposed.size(); i += 2) {
            OperatorOverride override = override(service, imposed.text(i), imposed.text(i + 1));
            if (override != null) {
                overrides.add(override);
            }
        }
        overrides.sort(Comparator.comparing(OperatorOverride::key));

        Reply leftOut = parts.list(3);
        for (int i = 0; i < leftOut.size(); i += 3) {
            leftOut(leftOut.text(i), leftOut.text(i + 1), leftOut.text(i + 2));
        }
        return new Snapshot.Records(registrations, overrides, observations, leases);
    }

    private @Nullable Registration registration(String service, String id, String json) {
        return record(keys.instances(service), id, service + "/" + id, json, Wire::readRegistration, r -> r.key()
                .toString());
    }

    private @Nullable OperatorOverride override(String service, String id, String json) {
        return record(keys.overrides(service), id, service + "/" + id, json, Wire::readOverride, o -> o.key()
                .toString());
    }

    /** The field is {@code id|observer}; before the JSON stands when it expires. */
    private @Nullable Observation observation(String service, String field, String value) {
        String json = value.substring(value.indexOf(' ') + 1);
        return record(
                keys.observations(service),
                field,
                service + "/" + field,
                json,
                Wire::readObservation,
                o -> o.key() + "|" + o.observer());
    }

    /** Reads a record and compares the name it gives itself with the one it is stored under. */
    private <T> @Nullable T record(
            String key, String field, String name, String json, Function<String, T> reader, Function<T, String> namer) {
        try {
            T record = reader.apply(json);
            if (namer.apply(record).equals(name)) {
                return record;
            }
            reject(key, field, "it says of itself that it is '" + Names.printable(namer.apply(record)) + "'");
        } catch (WireException e) {
            reject(key, field, String.valueOf(e.getMessage()));
        }
        return null;
    }

    /** What the script did not even send. */
    private void leftOut(String key, String field, String why) {
        if (why.startsWith("type ")) {
            rejected.add(scripts.strange(key, why.substring("type ".length())));
        } else if (why.startsWith("size ")) {
            reject(
                    key,
                    field,
                    "it must be at most " + Wire.MAX_RECORD + " bytes but is " + why.substring("size ".length()));
        } else {
            reject(key, field, "nobody registered it");
        }
    }

    private void reject(String key, String field, String why) {
        String shown = Names.printable(field);
        rejected.add("Field '" + shown + "' of key '" + key + "' is left out: " + why + "; remove it (HDEL '" + key
                + "' '" + shown + "') or write it as the registry does");
    }
}
