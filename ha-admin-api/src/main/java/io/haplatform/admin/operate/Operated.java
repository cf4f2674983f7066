package io.haplatform.admin.operate;

import io.haplatform.core.instance.Instance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's wish fulfilled.
 *
 * @param instance as it is now; null when it is not registered, and the override waits for it
 * @param leaseEnds when its lease ends
 * @param tag names the override that holds now
 */
public record Operated(@Nullable Instance instance, @Nullable Instant leaseEnds, String tag) {}
