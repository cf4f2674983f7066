package io.haplatform.spring.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.spring.discovery.HaServiceInstance;
import java.util.concurrent.ConcurrentHashMap;

/** Instances as Spring Cloud knows them, made once per state of an instance rather than once per call. */
public final class ServiceInstances {

    private static final int MOST = 10_000;

    private final ConcurrentHashMap<InstanceKey, HaServiceInstance> made = new ConcurrentHashMap<>();

    @SuppressWarnings("ReferenceEquality") // the directory gives the same object as long as nothing has changed
    public HaServiceInstance of(Instance instance) {
        HaServiceInstance before = made.get(instance.key());
        if (before != null && before.instance() == instance) {
            return before;
        }
        HaServiceInstance now = new HaServiceInstance(instance);
        if (made.size() >= MOST) {
            // a fleet that has come and gone: whatever is still needed is made again
            made.clear();
        }
        made.put(instance.key(), now);
        return now;
    }
}
