package io.haplatform.admin.operate;

import io.haplatform.core.instance.OperatorOverride;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag by which a client says which override it has seen: its version, and when it was written, because
 * versions begin anew when an override was taken back.
 */
public final class OverrideTag {

    /** Nothing is imposed. */
    private static final String NONE = "\"0\"";

    private OverrideTag() {}

    static String of(@Nullable OperatorOverride override) {
        return override == null ? NONE : of(override.version(), override.at());
    }

    public static String of(long version, Instant at) {
        return "\"" + version + "-" + Long.toString(at.toEpochMilli(), Character.MAX_RADIX) + "\"";
    }

    public static String none() {
        return NONE;
    }
}
