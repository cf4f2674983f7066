package peer;

import com.netflix.appinfo.InstanceInfo;
import com.netflix.discovery.CacheRefreshedEvent;
import com.netflix.discovery.EurekaClient;
import com.netflix.discovery.shared.Application;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What one client lists, against what it has to list. */
class Reader {

    private final EurekaClient client;
    private final Set<String> removed;
    private final AtomicInteger empty;
    private Map<String, Set<String>> expected = Map.of();
    private final Lapse incomplete = new Lapse();
    private final Lapse emptied = new Lapse();

    /**
     * @param removed gets whoever is missing in some list
     * @param empty counts lists without anybody
     */
    Reader(EurekaClient client, Set<String> removed, AtomicInteger empty) {
        this.client = client;
        this.removed = removed;
        this.empty = empty;
        client.registerEventListener(event -> {
            if (event instanceof CacheRefreshedEvent) {
                look();
            }
        });
    }

    synchronized void expect() {
        expected = client.getApplications().getRegisteredApplications().stream()
                .collect(Collectors.toMap(Application::getName, Reader::ids));
    }

    int listed() {
        return client.getApplications().size();
    }

    synchronized long incompleteMillis() {
        return incomplete.longestMillis();
    }

    synchronized long emptyMillis() {
        return emptied.longestMillis();
    }

    private synchronized void look() {
        boolean anyMissing = false;
        boolean anyEmpty = false;
        for (Map.Entry<String, Set<String>> each : expected.entrySet()) {
            Application listed = client.getApplication(each.getKey());
            Set<String> missing = new HashSet<>(each.getValue());
            if (listed != null) {
                missing.removeAll(ids(listed));
            }
            if (listed == null || listed.size() == 0) {
                empty.incrementAndGet();
                anyEmpty = true;
            }
            anyMissing |= !missing.isEmpty();
            removed.addAll(missing);
        }
        incomplete.holds(anyMissing);
        emptied.holds(anyEmpty);
    }

    private static Set<String> ids(Application application) {
        return application.getInstances().stream().map(InstanceInfo::getId).collect(Collectors.toSet());
    }

    /** For how long something has held without a break. */
    private static final class Lapse {

        private long since;
        private long longest;

        void holds(boolean now) {
            long time = System.nanoTime();
            if (since != 0) {
                longest = Math.max(longest, time - since);
            }
            since = !now ? 0 : since != 0 ? since : time;
        }

        long longestMillis() {
            return longest / 1_000_000;
        }
    }
}
