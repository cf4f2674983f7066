package io.haplatform.admin.query;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Status;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers who is there. Thread-safe; may wait half a second for the leases. */
public final class BackendQuery {

    /**
     * Which instances are wanted; null takes any.
     *
     * @param service its exact name
     * @param status the effective one
     * @param zone exactly
     * @param version exactly
     * @param tag that it carries
     */
    public record Filter(
            @Nullable String service,
            @Nullable Status status,
            @Nullable String zone,
            @Nullable String version,
            @Nullable String tag) {

        boolean takes(Instance instance) {
            return (service == null || service.equals(instance.key().service()))
                    && (status == null || status == instance.status())
                    && (zone == null || zone.equals(instance.registration().zone()))
                    && (version == null
                            || version.equals(instance.registration().version()))
                    && (tag == null || instance.tags().contains(tag));
        }
    }

    /**
     * A stretch of the sorted list.
     *
     * @param items by service, then id
     * @param total how many match in all
     * @param more whether others follow
     */
    public record Stretch(List<Backend> items, int total, boolean more) {}

    private static final Comparator<Instance> BY_KEY = Comparator.comparing(Instance::key);

    private final FleetReader fleets;
    private final LeaseBook leases;
    private final BackendView view;

    BackendQuery(FleetReader fleets, LeaseBook leases, BackendView view) {
        this.fleets = fleets;
        this.leases = leases;
        this.view = view;
    }

    /** @param after the last one of the stretch before, or null to begin */
    public Stretch read(Filter filter, @Nullable InstanceKey after, int limit) {
        List<Instance> matching =
                fleets.instances().filter(filter::takes).sorted(BY_KEY).toList();
        List<Instance> rest = after == null
                ? matching
                : matching.stream().filter(i -> i.key().compareTo(after) > 0).toList();
        List<Instance> page = rest.stream().limit(limit).toList();
        Map<InstanceKey, Instant> ends = leases.leases(
                fleets.services(), page.stream().map(Instance::key).collect(Collectors.toSet()));
        List<Backend> items =
                page.stream().map(i -> view.of(i, ends.get(i.key()))).toList();
        return new Stretch(items, matching.size(), rest.size() > limit);
    }

    /** One instance, if it is there. */
    public Optional<Backend> one(InstanceKey key) {
        return fleets.instances().filter(i -> i.key().equals(key)).findFirst().map(i -> tell(i, lease(key)));
    }

    /** An instance as it was just read or changed. */
    public Backend tell(Instance instance, @Nullable Instant leaseEnds) {
        return view.of(instance, leaseEnds);
    }

    private @Nullable Instant lease(InstanceKey key) {
        return leases.leases(fleets.services(), Set.of(key)).get(key);
    }

    /** Every instance that has an address, whatever its status: a scrape that fails is news too. */
    public List<PrometheusTarget> prometheusTargets() {
        return fleets.instances().sorted(BY_KEY).map(PrometheusTarget::of).toList();
    }
}
