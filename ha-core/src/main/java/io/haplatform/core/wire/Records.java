package io.haplatform.core.wire;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Mutation.Cause;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which record has which fields, in which order; what says the usual is left out. */
final class Records {

    private Records() {}

    static Map<String, Object> fields(Registration registration) {
        Map<String, Object> fields = versioned(registration.key());
        fields.put("incarnation", registration.incarnation());
        fields.put("host", registration.host());
        fields.put("port", registration.port());
        putUnless("http", fields, "scheme", registration.scheme());
        putUnless(0, fields, "managementPort", registration.managementPort());
        putUnless(Registration.DEFAULT_WEIGHT, fields, "weight", registration.weight());
        putUnless("", fields, "region", registration.region());
        putUnless("", fields, "zone", registration.zone());
        putUnless("", fields, "version", registration.version());
        putUnless(List.of(), fields, "tags", registration.tags());
        putUnless(Map.of(), fields, "metadata", registration.metadata());
        fields.put("status", registration.status().name());
        putUnless("", fields, "reason", registration.reason());
        fields.put("since", registration.since().toString());
        fields.put("registeredAt", registration.registeredAt().toString());
        return fields;
    }

    static Registration registration(Fields fields) {
        fields.version();
        return new Registration(
                key(fields),
                fields.text("incarnation"),
                fields.text("host"),
                fields.number("port", 0),
                fields.text("scheme", "http"),
                fields.number("managementPort", 0),
                fields.number("weight", Registration.DEFAULT_WEIGHT),
                fields.text("region", ""),
                fields.text("zone", ""),
                fields.text("version", ""),
                fields.texts("tags", List.of()),
                fields.textMap("metadata"),
                fields.constant("status", Status.class),
                fields.text("reason", ""),
                fields.instant("since"),
                fields.instant("registeredAt"));
    }

    static Map<String, Object> fields(OperatorOverride override) {
        Map<String, Object> fields = versioned(override.key());
        fields.put("version", override.version());
        putUnless(null, fields, "weight", override.weight());
        putUnless(null, fields, "tags", override.tags());
        putUnless(null, fields, "status", override.status());
        fields.put("author", override.author());
        putUnless("", fields, "reason", override.reason());
        fields.put("at", override.at().toString());
        putUnless(null, fields, "until", override.until());
        new TreeMap<>(override.unknown()).forEach(fields::putIfAbsent);
        return fields;
    }

    static OperatorOverride override(Fields fields) {
        fields.version();
        return new OperatorOverride(
                key(fields),
                fields.longNumber("version"),
                fields.numberOrNull("weight"),
                fields.textsOrNull("tags"),
                fields.constantOrNull("status", Status.class),
                fields.text("author"),
                fields.text("reason", ""),
                fields.instant("at"),
                fields.instantOrNull("until"),
                fields.unknown());
    }

    static Map<String, Object> fields(Observation observation) {
        Map<String, Object> fields = versioned(observation.key());
        fields.put("incarnation", observation.incarnation());
        fields.put("observer", observation.observer());
        fields.put("evidence", observation.evidence().name());
        putUnless("", fields, "detail", observation.detail());
        fields.put("at", observation.at().toString());
        fields.put("expiresAt", observation.expiresAt().toString());
        return fields;
    }

    static Observation observation(Fields fields) {
        fields.version();
        return new Observation(
                key(fields),
                fields.text("incarnation"),
                fields.text("observer"),
                fields.constant("evidence", Evidence.class),
                fields.text("detail", ""),
                fields.instant("at"),
                fields.instant("expiresAt"));
    }

    /** An object with one field, named for the kind of mutation. */
    static Map<String, Object> fields(Mutation mutation) {
        if (mutation instanceof Mutation.Put put) {
            return Map.of("put", fields(put.registration()));
        } else if (mutation instanceof Mutation.Removed removed) {
            Map<String, Object> fields = named(removed.key());
            fields.put("incarnation", removed.incarnation());
            fields.put("cause", removed.cause().name());
            return Map.of("removed", fields);
        } else if (mutation instanceof Mutation.OverridePut put) {
            return Map.of("override", fields(put.override()));
        } else if (mutation instanceof Mutation.OverrideRemoved removed) {
            return Map.of("overrideRemoved", named(removed.key()));
        } else if (mutation instanceof Mutation.Observed observed) {
            return Map.of("observed", fields(observed.observation()));
        } else if (mutation instanceof Mutation.Unobserved unobserved) {
            Map<String, Object> fields = named(unobserved.key());
            fields.put("observer", unobserved.observer());
            return Map.of("unobserved", fields);
        }
        throw new IllegalStateException("No format for " + mutation.getClass());
    }

    /** @return null for a kind of mutation that a later release has brought */
    static @Nullable Mutation mutation(Fields fields) {
        for (Map.Entry<String, Object> kind : fields.unknown().entrySet()) {
            Mutation mutation = mutation(kind.getKey(), kind.getValue());
            if (mutation != null) {
                return mutation;
            }
        }
        return null;
    }

    private static @Nullable Mutation mutation(String kind, Object json) {
        return switch (kind) {
            case "put" -> new Mutation.Put(registration(new Fields(kind, json)));
            case "removed" -> removed(new Fields(kind, json));
            case "override" -> new Mutation.OverridePut(override(new Fields(kind, json)));
            case "overrideRemoved" -> new Mutation.OverrideRemoved(key(new Fields(kind, json)));
            case "observed" -> new Mutation.Observed(observation(new Fields(kind, json)));
            case "unobserved" -> unobserved(new Fields(kind, json));
            default -> null;
        };
    }

    private static Mutation removed(Fields fields) {
        return new Mutation.Removed(key(fields), fields.text("incarnation"), fields.constant("cause", Cause.class));
    }

    private static Mutation unobserved(Fields fields) {
        return new Mutation.Unobserved(key(fields), fields.text("observer"));
    }

    private static InstanceKey key(Fields fields) {
        return new InstanceKey(fields.text("service"), fields.text("id"));
    }

    private static Map<String, Object> versioned(InstanceKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("v", Wire.VERSION);
        fields.putAll(named(key));
        return fields;
    }

    private static Map<String, Object> named(InstanceKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service", key.service());
        fields.put("id", key.id());
        return fields;
    }

    private static void putUnless(
            @Nullable Object usual, Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null && !value.equals(usual)) {
            boolean asIs = value instanceof Number || value instanceof List || value instanceof Map;
            fields.put(name, asIs ? value : value.toString());
        }
    }
}
