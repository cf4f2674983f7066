package io.haplatform.spring.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of HA Platform, named once; {@code docs/reference/metrics.md} is generated from this. Prometheus shows
 * {@code ha.registry.available} as {@code ha_registry_available}, counters with {@code _total}.
 */
public enum HaMeters implements MeterDocumentation {
    REGISTRY_AVAILABLE(
            "ha.registry.available",
            Meter.Type.GAUGE,
            "1 while this process reaches the registry, 0 while it lives from what it last knew");

    private final String meterName;
    private final Meter.Type type;
    private final String description;
    private final @Nullable String baseUnit;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out, only copies
    private final Tag[] keyNames;

    HaMeters(String meterName, Meter.Type type, String description, Tag... keyNames) {
        this(meterName, type, description, null, keyNames);
    }

    HaMeters(String meterName, Meter.Type type, String description, @Nullable String baseUnit, Tag... keyNames) {
        this.meterName = meterName;
        this.type = type;
        this.description = description;
        this.baseUnit = baseUnit;
        this.keyNames = keyNames;
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    /** What it tells, for people. */
    public String description() {
        return description;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return baseUnit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return keyNames.clone();
    }

    /** Tags that the meters carry. */
    public enum Tag implements KeyName {
        /** Name of the service concerned. */
        SERVICE("service");

        private final String key;

        Tag(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
