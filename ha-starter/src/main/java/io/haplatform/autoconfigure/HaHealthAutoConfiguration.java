package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.time.Time;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.web.ActuatorHealth;
import io.haplatform.spring.web.HealthSource;
import io.haplatform.spring.web.ProbeAnswer;
import io.haplatform.spring.web.ProbeFilter;
import io.haplatform.spring.web.ProbePolicy;
import io.haplatform.spring.web.ProbeWebFilter;
import io.haplatform.spring.web.Probes;
import io.haplatform.spring.web.ReactiveMappings;
import io.haplatform.spring.web.RequestGate;
import io.haplatform.spring.web.ServletMappings;
import io.haplatform.spring.web.WebOrder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Answers {@code /health}, {@code /health/ready} and {@code /health/live}, in front of everything else. */
@AutoConfiguration(
        after = {HaInstanceAutoConfiguration.class, HaWebAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration"
        })
@ConditionalOnWebApplication
@ConditionalOnProperty(
        name = {"ha.health.enabled", "ha.health.endpoints.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(HaHealthProperties.class)
public final class HaHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Probes haProbes(
            HealthSource source,
            HaHealthProperties properties,
            Time time,
            ApplicationAvailability availability,
            ObjectProvider<RequestGate> requests,
            ObjectProvider<Presence> presence,
            ObjectProvider<InstanceProfile> profile,
            ObjectProvider<Directory> directory) {
        Directory seen = directory.getIfAvailable();
        if (seen != null) {
            // what an operator imposes on this instance is in the view of its own service
            profile.ifAvailable(own -> seen.follow(List.of(own.service())));
        }
        return new Probes(
                source,
                new ProbeGate(availability, requests.getIfAvailable(), presence.getIfAvailable(), seen),
                new ProbePolicy(
                        properties.endpoints().refreshInterval(),
                        properties.endpoints().staleAfter()),
                time);
    }

    @Bean
    ProbesLifecycle haProbesLifecycle(Probes probes) {
        return new ProbesLifecycle(probes);
    }

    /** Where Actuator's health endpoint has been taken away: the application's own availability is all there is. */
    @Bean
    @ConditionalOnMissingBean({HealthSource.class, HealthEndpointGroups.class})
    HealthSource haAvailabilityHealth(ApplicationAvailability availability) {
        return new AvailabilityHealth(availability);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean({HealthEndpointGroups.class, HealthContributorRegistry.class})
    static final class Actuator {

        @Bean
        @ConditionalOnMissingBean
        HealthSource haActuatorHealth(
                HealthContributorRegistry contributors,
                ObjectProvider<ReactiveHealthContributorRegistry> reactiveContributors,
                HealthEndpointGroups groups,
                ObjectProvider<HealthJson> json) {
            HealthEndpointWebExtension endpoint =
                    new HealthEndpointWebExtension(contributors, reactiveContributors.getIfAvailable(), groups, null);
            return new ActuatorHealth(endpoint, groups, json.getIfAvailable(() -> HealthJson.STATUS_ONLY));
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(JsonMapper.class)
        static final class Jackson {

            @Bean
            HealthJson haHealthJson(
                    ObjectProvider<EndpointJsonMapper> actuator, ObjectProvider<JsonMapper> application) {
                EndpointJsonMapper isolated = actuator.getIfAvailable();
                JsonMapper mapper = isolated != null
                        ? isolated.get()
                        : application.getIfAvailable(() -> JsonMapper.builder().build());
                return mapper::writeValueAsString;
            }
        }
    }

    /** Writes health as Actuator does. */
    @FunctionalInterface
    interface HealthJson extends Function<HealthDescriptor, String> {

        HealthJson STATUS_ONLY =
                health -> ProbeAnswer.of(200, health.getStatus().getCode()).json();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass({Filter.class, DispatcherServlet.class})
    static final class Servlet {

        @Bean
        @ConditionalOnMissingBean(name = "haProbeFilter")
        FilterRegistrationBean<ProbeFilter> haProbeFilter(Probes probes, ListableBeanFactory beans) {
            return probeFilter(probes, beans);
        }

        static FilterRegistrationBean<ProbeFilter> probeFilter(Probes probes, ListableBeanFactory beans) {
            ServletMappings mappings = new ServletMappings(new OwnMappings<>(beans, HandlerMapping.class));
            FilterRegistrationBean<ProbeFilter> filter =
                    new FilterRegistrationBean<>(new ProbeFilter(probes, mappings));
            filter.setOrder(WebOrder.PROBES);
            filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
            return filter;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass({WebFilter.class, org.springframework.web.reactive.HandlerMapping.class})
    static final class Reactive {

        @Bean
        @ConditionalOnMissingBean
        ProbeWebFilter haProbeWebFilter(Probes probes, ListableBeanFactory beans) {
            return new ProbeWebFilter(
                    probes,
                    new ReactiveMappings(
                            new OwnMappings<>(beans, org.springframework.web.reactive.HandlerMapping.class)));
        }
    }
}
