package io.haplatform.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of the services that one call concerns: instances and observations of each, each service once. */
final class ServiceKeys {

    private final Keys keys;
    private final Map<String, Integer> indexes = new LinkedHashMap<>();
    private final List<String> list = new ArrayList<>();

    ServiceKeys(Keys keys) {
        this.keys = keys;
    }

    /** Where in a script's {@code KEYS} those of this service begin. */
    String index(String service) {
        Integer known = indexes.get(service);
        if (known != null) {
            return known.toString();
        }
        int index = keys.fixed().size() + list.size() + 1;
        indexes.put(service, index);
        list.add(keys.instances(service));
        list.add(keys.observations(service));
        return Integer.toString(index);
    }

    List<String> list() {
        return list;
    }
}
