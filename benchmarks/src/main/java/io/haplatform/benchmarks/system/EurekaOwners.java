package io.haplatform.benchmarks.system;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Owners of many instances in a Eureka: what its client sends for each, over its REST, and registers again who is not
 * known there. Of each service as many.
 */
final class EurekaOwners implements AutoCloseable {

    private final EurekaServer eureka;
    private final int instances;
    private final int services;
    private final int leaseSeconds;
    private final Set<Integer> registered = ConcurrentHashMap.newKeySet();
    private final Turns renewals;

    EurekaOwners(EurekaServer eureka, int instances, int services, int renewSeconds, int leaseSeconds) {
        this.eureka = eureka;
        this.instances = instances;
        this.services = services;
        this.leaseSeconds = leaseSeconds;
        this.renewals = new Turns(instances, 1_000 * renewSeconds, this::renew);
    }

    void registerAll() throws InterruptedException {
        Turns.each(instances, number -> register(number, 0));
        if (registered.size() < instances) {
            throw new IllegalStateException(
                    instances + " instances must be registered with Eureka but are " + registered.size());
        }
    }

    /** Renews from now on. */
    void keep() {
        renewals.start();
    }

    /** Eureka has lost all. */
    void forget() {
        registered.clear();
    }

    /** How many it has acknowledged since it lost all. */
    int registered() {
        return registered.size();
    }

    /** @param change in the metadata, to tell one registration of the same instance from another */
    CompletableFuture<?> register(int number, int change) {
        return eureka.send("POST", "apps/" + app(number), json(number, change)).thenAccept(status -> {
            if (status == 204) {
                registered.add(number);
            }
        });
    }

    CompletionStage<?> renew(int number) {
        return eureka.send("PUT", "apps/" + app(number) + "/" + id(number) + "?status=UP", "")
                .thenCompose(status -> {
                    if (status == 200) {
                        registered.add(number);
                    }
                    return status == 404 ? register(number, 0) : CompletableFuture.completedFuture(null);
                });
    }

    private String app(int number) {
        return "SERVICE-" + number % services;
    }

    private static String host(int number) {
        return "10.0." + number / 250 + "." + number % 250;
    }

    private String id(int number) {
        return host(number) + ":service-" + number % services + ":8080";
    }

    /** As Spring Cloud's client says it, with the metadata that ours has. */
    private String json(int number, int change) {
        String address = "http://" + host(number) + ":8080";
        return String.format(
                Locale.ROOT,
                """
                {"instance": {"instanceId": "%1$s", "hostName": "%2$s", "app": "%3$s", "ipAddr": "%2$s", "status": "UP",
                "overriddenStatus": "UNKNOWN", "port": {"$": 8080, "@enabled": "true"},
                "securePort": {"$": 443, "@enabled": "false"}, "countryId": 1,
                "dataCenterInfo": {"@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", "name": "MyOwn"},
                "leaseInfo": {"renewalIntervalInSecs": %4$d, "durationInSecs": %4$d},
                "metadata": {"management.port": "8081", "zone": "eu-central-1a", "version": "1.4.2",
                "team": "checkout", "commit": "9f86d081884c7d65", "started-by": "rollout-4711", "change": "%5$d"},
                "homePageUrl": "%6$s/", "statusPageUrl": "%6$s/actuator/info", "healthCheckUrl": "%6$s/actuator/health",
                "vipAddress": "%7$s", "secureVipAddress": "%7$s", "isCoordinatingDiscoveryServer": "false",
                "lastUpdatedTimestamp": "1", "lastDirtyTimestamp": "%5$d"}}""",
                id(number),
                host(number),
                app(number),
                leaseSeconds,
                change,
                address,
                app(number).toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        renewals.close();
    }
}
