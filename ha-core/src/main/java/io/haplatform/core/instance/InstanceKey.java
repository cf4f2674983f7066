package io.haplatform.core.instance;

/**
 * Names one instance for life, across restarts: {@code orders/orders:10.0.0.7:8080}.
 *
 * @param service the service it is a copy of
 * @param id unique within the service
 */
public record InstanceKey(String service, String id) implements Comparable<InstanceKey> {

    public InstanceKey {
        Names.service(service);
        Names.id(id);
    }

    @Override
    public int compareTo(InstanceKey other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : id.compareTo(other.id);
    }

    /** {@code service/id}. */
    @Override
    public String toString() {
        return service + "/" + id;
    }
}
