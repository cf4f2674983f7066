package io.haplatform.admin.query;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One instance as Prometheus's HTTP service discovery wants it.
 *
 * @param targets one {@code host:port}, where its Actuator answers
 * @param labels {@code service}, {@code id} and, where stated, {@code region}, {@code zone}, {@code version}; and the
 *     scheme and path to scrape
 */
public record PrometheusTarget(List<String> targets, Map<String, String> labels) {

    private static final String METRICS_PATH = "/actuator/prometheus";

    static PrometheusTarget of(Instance instance) {
        Registration r = instance.registration();
        int port = r.managementPort() == 0 ? r.port() : r.managementPort();
        Map<String, String> labels = new TreeMap<>();
        labels.put("service", r.key().service());
        labels.put("id", r.key().id());
        labels.put("__scheme__", r.scheme());
        labels.put("__metrics_path__", METRICS_PATH);
        putIfStated(labels, "region", r.region());
        putIfStated(labels, "zone", r.zone());
        putIfStated(labels, "version", r.version());
        return new PrometheusTarget(List.of(Names.address(r.host(), port)), labels);
    }

    private static void putIfStated(Map<String, String> labels, String name, String value) {
        if (!value.isEmpty()) {
            labels.put(name, value);
        }
    }
}
