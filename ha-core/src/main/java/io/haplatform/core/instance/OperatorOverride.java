package io.haplatform.core.instance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator imposes on an instance. Written by operators alone, by compare-and-set on {@code version}; keyed by
 * service and id, so it outlives the registration and meets the instance again after a restart.
 *
 * @param key which instance; it need not be registered now
 * @param version 1 for the first, then one more with each change
 * @param weight imposed weight, or null to leave the owner's
 * @param tags imposed tags, sorted, without duplicates; or null to leave the owner's
 * @param status imposed status, one that {@linkplain Status#operatorsMay() operators may} set, or null
 * @param author who did it; cut to 256 characters, control characters replaced
 * @param reason why, in words; may be empty; cut as the author is
 * @param at when, by the store's clock
 * @param until when it ends by itself, by the store's clock, or null
 * @param unknown fields of newer versions, kept as they were read
 */
public record OperatorOverride(
        InstanceKey key,
        long version,
        @Nullable Integer weight,
        @Nullable List<String> tags,
        @Nullable Status status,
        String author,
        String reason,
        Instant at,
        @Nullable Instant until,
        Map<String, Object> unknown) {

    public OperatorOverride {
        if (version < 1) {
            throw new IllegalArgumentException(
                    "version of the override of " + key + " must be at least 1 but is " + version);
        }
        if (weight != null) {
            Names.weight(weight);
        }
        if (tags != null) {
            tags.forEach(Names::tag);
            tags = List.copyOf(new TreeSet<>(tags));
        }
        if (status != null && !status.operatorsMay()) {
            throw new IllegalArgumentException(
                    "status imposed on " + key + " must be UP, DRAINING or MAINTENANCE but is " + status);
        }
        author = Names.words(author);
        reason = Names.words(reason);
        Names.date("date of the override of " + key, at);
        if (until != null) {
            Names.date("end of the override of " + key, until);
        }
        unknown = Map.copyOf(unknown);
    }

    /** The same word as another version: what was lost is said again after what is there now. */
    public OperatorOverride withVersion(long other) {
        return new OperatorOverride(key, other, weight, tags, status, author, reason, at, until, unknown);
    }

    /** Whether it holds at this time of the store. */
    public boolean holdsAt(Instant now) {
        return until == null || now.isBefore(until);
    }
}
