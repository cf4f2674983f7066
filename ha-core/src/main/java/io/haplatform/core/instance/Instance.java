package io.haplatform.core.instance;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance as readers see it: its own registration, what operators imposed, what observers saw, and the effective
 * status that follows. Nobody writes this; everybody computes it alike.
 *
 * @param registration written by its owner
 * @param override written by operators; null when there is none or it has ended
 * @param observations written by observers; those that count against this incarnation now
 * @param status the effective one
 * @param reason why, in words; empty for a plain {@code UP}
 */
public record Instance(
        Registration registration,
        @Nullable OperatorOverride override,
        List<Observation> observations,
        Status status,
        String reason) {

    private static final Comparator<Observation> HARDEST_FIRST =
            Comparator.comparing(Observation::evidence).thenComparing(Observation::observer);

    public Instance {
        observations = List.copyOf(observations);
    }

    /**
     * Computes the effective status: what an operator imposes first, then what the owner says against itself, then
     * evidence. An operator's {@code UP} imposes nothing: it neither makes a dead process answer nor sends new work to
     * one that is stopping.
     *
     * @param now the store's time
     */
    public static Instance of(
            Registration registration,
            @Nullable OperatorOverride override,
            List<Observation> observations,
            Instant now) {
        OperatorOverride held = override != null && override.holdsAt(now) ? override : null;
        List<Observation> counting = observations.stream()
                .filter(o -> o.countsAgainst(registration, now))
                .sorted(HARDEST_FIRST)
                .toList();
        Status imposed = held == null ? null : held.status();
        if (held != null && imposed != null && imposed != Status.UP) {
            return new Instance(registration, held, counting, imposed, imposedBy(held));
        }
        if (registration.status() != Status.UP) {
            return new Instance(registration, held, counting, registration.status(), registration.reason());
        }
        if (!counting.isEmpty()) {
            Observation first = counting.get(0);
            String reason = first.detail() + " (seen by " + first.observer() + ")";
            return new Instance(registration, held, counting, Status.SUSPECT, reason);
        }
        String reason = held != null && imposed != null ? imposedBy(held) : "";
        return new Instance(registration, held, counting, Status.UP, reason);
    }

    public InstanceKey key() {
        return registration.key();
    }

    /** The weight that counts: the operator's, else the owner's. */
    public int weight() {
        Integer imposed = override == null ? null : override.weight();
        return imposed == null ? registration.weight() : imposed;
    }

    /** The tags that count: the operator's, else the owner's. */
    public List<String> tags() {
        List<String> imposed = override == null ? null : override.tags();
        return imposed == null ? registration.tags() : imposed;
    }

    private static String imposedBy(OperatorOverride override) {
        String why = override.reason().isEmpty() ? "" : ": " + override.reason();
        return "set by " + override.author() + why;
    }
}
