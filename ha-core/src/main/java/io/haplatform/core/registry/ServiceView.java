package io.haplatform.core.registry;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service as it stood at one revision: immutable, sorted by id, safe to keep.
 *
 * @param service its name
 * @param known whether the registry has been asked for it yet; an unknown service has no instances here, which says
 *     nothing about the world
 * @param revision of the log entry that made it
 * @param instances all of them, whatever their status
 */
public record ServiceView(String service, boolean known, long revision, List<Instance> instances) {

    public ServiceView {
        instances = List.copyOf(instances);
    }

    static ServiceView unknown(String service) {
        return new ServiceView(service, false, 0, List.of());
    }

    public @Nullable Instance instance(InstanceKey key) {
        for (Instance instance : instances) {
            if (instance.key().equals(key)) {
                return instance;
            }
        }
        return null;
    }
}
