package io.haplatform.admin.operate;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of an override, field by field (RFC 7396): {@code {"weight": 0}} on top of a drain gives both,
 * {@code {"status": null}} lifts the drain. A pure function of what is there; immutable.
 *
 * @param until to the millisecond
 */
public record OverridePatch(
        Wish<Integer> weight, Wish<List<String>> tags, Wish<Status> status, Wish<String> reason, Wish<Instant> until) {

    /** Takes everything back. */
    static final OverridePatch NOTHING =
            new OverridePatch(Wish.lift(), Wish.lift(), Wish.lift(), Wish.lift(), Wish.lift());

    /** No new work, without an end; weight and tags stay as they are. */
    static final OverridePatch DELETED =
            new OverridePatch(Wish.keep(), Wish.keep(), Wish.set(Status.DRAINING), Wish.set("deleted"), Wish.lift());

    /**
     * The override that follows.
     *
     * @param present what holds now, or null
     * @param version of the new one
     * @param now the store's time
     * @return null when nothing is imposed any more; {@code present} itself when it says all this already
     */
    @Nullable
    OperatorOverride over(
            InstanceKey key, @Nullable OperatorOverride present, long version, String author, Instant now) {
        Integer weight = this.weight.over(present == null ? null : present.weight());
        List<String> tags = this.tags.over(present == null ? null : present.tags());
        Status status = this.status.over(present == null ? null : present.status());
        Map<String, Object> unknown = equals(NOTHING) || present == null ? Map.of() : present.unknown();
        if (weight == null && tags == null && status == null && unknown.isEmpty()) {
            return null;
        }
        String reason = this.reason.over(present == null ? null : present.reason());
        Instant until = this.until.over(present == null ? null : present.until());
        OperatorOverride next = new OperatorOverride(
                key, version, weight, tags, status, author, reason == null ? "" : reason, now, until, unknown);
        return present != null && says(present, next) ? present : next;
    }

    /** Whether the request wants an end or a reason of something that is not imposed. */
    boolean explainsNothing(@Nullable OperatorOverride next) {
        return next == null && (until.value() != null || reason.value() != null);
    }

    private static boolean says(OperatorOverride one, OperatorOverride other) {
        return Objects.equals(one.weight(), other.weight())
                && Objects.equals(one.tags(), other.tags())
                && one.status() == other.status()
                && one.reason().equals(other.reason())
                && Objects.equals(one.until(), other.until())
                && one.unknown().equals(other.unknown());
    }
}
