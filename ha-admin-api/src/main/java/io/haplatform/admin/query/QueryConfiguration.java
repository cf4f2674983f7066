package io.haplatform.admin.query;

import io.haplatform.admin.AdminProperties;
import io.haplatform.core.balance.BalancePolicy;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.Time;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Wires what the controllers ask. */
@Configuration(proxyBeanMethods = false)
class QueryConfiguration {

    @Bean(initMethod = "start")
    RegistryPulse registryPulse(Registry registry, Time time) {
        return new RegistryPulse(registry, time);
    }

    @Bean
    FleetReader fleetReader(
            Directory directory,
            RegistryPulse pulse,
            Registry registry,
            ObjectProvider<DataRedisConnectionDetails> redis) {
        return new FleetReader(directory, pulse, registry, registry.type().equals("redis") ? mode(redis) : "process");
    }

    @Bean
    Breakers breakers(JsonMapper json) {
        return new Breakers(json);
    }

    @Bean
    StatusQuery statusQuery(FleetReader fleets, Breakers breakers, Time time, ObjectProvider<Balancers> balancers) {
        return new StatusQuery(fleets, breakers, service -> strategy(balancers.getIfAvailable(), service), time);
    }

    @Bean
    BackendView backendView(LeasePolicy policy) {
        return new BackendView(policy.leaseDuration());
    }

    @Bean
    BackendQuery backendQuery(FleetReader fleets, Registry registry, Time time, BackendView view) {
        return new BackendQuery(fleets, new LeaseBook(registry::snapshot, time), view);
    }

    @Bean
    OverrideQuery overrideQuery(Directory directory, Time time) {
        return new OverrideQuery(directory, time);
    }

    @Bean
    EventHistory eventHistory(AdminProperties properties) {
        return new EventHistory(StartId.draw(), properties.eventsKept());
    }

    @Bean
    EventQuery eventQuery(EventHistory history) {
        return new EventQuery(history);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    ChangeFeed changeFeed(
            Directory directory,
            Time time,
            EventHistory history,
            Breakers breakers,
            BackendView view,
            StatusQuery status) {
        return new ChangeFeed(directory, time, history, new EventWords(breakers), view, status);
    }

    /** Of the configuration that this process shares; callers with one of their own may balance otherwise. */
    private static String strategy(@Nullable Balancers balancers, String service) {
        BalancePolicy policy = balancers == null
                ? BalancePolicy.DEFAULT
                : balancers.of(service).policy();
        return policy.algorithm();
    }

    private static String mode(ObjectProvider<DataRedisConnectionDetails> redis) {
        DataRedisConnectionDetails details = redis.getIfAvailable();
        if (details == null) {
            return "standalone";
        }
        return details.getSentinel() != null ? "sentinel" : details.getCluster() != null ? "cluster" : "standalone";
    }
}
