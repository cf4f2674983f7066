package io.haplatform.autoconfigure;

import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.Calls;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Time;
import io.haplatform.spring.discovery.Lookups;
import io.haplatform.spring.metrics.CallMeters;
import io.haplatform.spring.metrics.LookupMeters;
import io.haplatform.spring.metrics.MeteredRegistry;
import io.haplatform.spring.metrics.RegistryMeters;
import io.haplatform.spring.metrics.RequestMeters;
import io.haplatform.spring.metrics.WebMeters;
import io.haplatform.spring.web.Drain;
import io.haplatform.spring.web.Probes;
import io.haplatform.spring.web.RequestGate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Counts and times what HA Platform does; the names are those of {@link io.haplatform.spring.metrics.HaMeters}. */
@AutoConfiguration(
        after = {
            HaDiscoveryAutoConfiguration.class,
            HaWebAutoConfiguration.class,
            HaHealthAutoConfiguration.class,
            HaLoadBalancerAutoConfiguration.class
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(name = "ha.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HaMetricsProperties.class)
public final class HaMetricsAutoConfiguration {

    @Bean
    @ConditionalOnBean({Directory.class, Registrar.class})
    @ConditionalOnMissingBean
    RegistryMeters haRegistryMeters(
            Directory directory, Registrar registrar, Time time, HaMetricsProperties properties) {
        return new RegistryMeters(directory, registrar, time, tags(properties));
    }

    @Bean
    @ConditionalOnMissingBean
    RequestMeters haRequestMeters(Time time, HaMetricsProperties properties) {
        return new RequestMeters(time, tags(properties));
    }

    @Bean
    RegistryWrapper haMeteredRegistry(RequestMeters meters, Time time) {
        return registry -> new MeteredRegistry(registry, time, meters);
    }

    @Bean
    @ConditionalOnBean(Lookups.class)
    @ConditionalOnMissingBean
    LookupMeters haLookupMeters(Lookups lookups, Time time, HaMetricsProperties properties) {
        LookupMeters meters = new LookupMeters(time, tags(properties));
        lookups.addListener(meters::count);
        return meters;
    }

    @Bean
    @ConditionalOnBean({RequestGate.class, Drain.class})
    @ConditionalOnMissingBean
    WebMeters haWebMeters(
            RequestGate gate, Drain drain, Time time, ObjectProvider<Probes> probes, HaMetricsProperties properties) {
        WebMeters meters = new WebMeters(gate::inFlight, drain::isDraining, time, tags(properties));
        probes.ifAvailable(found -> found.onLook(meters::countLook));
        return meters;
    }

    @Bean
    @ConditionalOnBean(Calls.class)
    @ConditionalOnMissingBean
    CallMeters haCallMeters(Balancers balancers, HaMetricsProperties properties) {
        return new CallMeters(balancers, tags(properties));
    }

    private static Tags tags(HaMetricsProperties properties) {
        return Tags.of(properties.tags().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                .toList());
    }
}
