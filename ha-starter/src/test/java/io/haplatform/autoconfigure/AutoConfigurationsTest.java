package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.Time;
import io.haplatform.redis.RedisRegistry;
import io.haplatform.spring.actuate.HaEndpoint;
import io.haplatform.spring.discovery.HaDiscoveryClient;
import io.haplatform.spring.discovery.HaReactiveDiscoveryClient;
import io.haplatform.spring.discovery.HaRegistration;
import io.haplatform.spring.discovery.HaServiceRegistry;
import io.haplatform.spring.discovery.RegistryEvents;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.metrics.RegistryMeters;
import io.haplatform.spring.metrics.RequestMeters;
import io.haplatform.spring.metrics.WebMeters;
import io.haplatform.spring.web.Drain;
import io.haplatform.spring.web.DrainBeforeClose;
import io.haplatform.spring.web.ProbeWebFilter;
import io.haplatform.spring.web.Probes;
import io.haplatform.spring.web.RequestGate;
import io.haplatform.spring.web.RequestGateWebFilter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import org.springframework.web.servlet.DispatcherServlet;

/** Each auto-configuration: by default, switched off, replaced by the application, without the classes it is for. */
class AutoConfigurationsTest {

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            ApplicationAvailabilityAutoConfiguration.class,
            UtilAutoConfiguration.class,
            DataRedisAutoConfiguration.class,
            HaTimeAutoConfiguration.class,
            HaRegistryAutoConfiguration.class,
            HaDiscoveryAutoConfiguration.class,
            HaInstanceAutoConfiguration.class,
            HaWebAutoConfiguration.class,
            HaHealthAutoConfiguration.class,
            HaMetricsAutoConfiguration.class,
            HaEndpointAutoConfiguration.class);

    private static final String[] SETTINGS = {"spring.application.name=orders", "ha.registry.type=memory"};

    private final WebApplicationContextRunner servlet =
            new WebApplicationContextRunner().withConfiguration(ALL).withPropertyValues(SETTINGS);
    private final ReactiveWebApplicationContextRunner reactive =
            new ReactiveWebApplicationContextRunner().withConfiguration(ALL).withPropertyValues(SETTINGS);
    private final ApplicationContextRunner plain =
            new ApplicationContextRunner().withConfiguration(ALL).withPropertyValues("ha.registry.type=memory");

    @Test
    void aServletApplicationGetsEverything() {
        servlet.run(context -> assertThat(context)
                .hasSingleBean(Time.class)
                .hasSingleBean(Registry.class)
                .hasSingleBean(Directory.class)
                .hasSingleBean(Registrar.class)
                .hasSingleBean(HaDiscoveryClient.class)
                .hasSingleBean(HaReactiveDiscoveryClient.class)
                .hasSingleBean(HaServiceRegistry.class)
                .hasSingleBean(RegistryEvents.class)
                .hasSingleBean(Presence.class)
                .hasSingleBean(HaRegistration.class)
                .hasSingleBean(Drain.class)
                .hasSingleBean(Probes.class)
                .hasSingleBean(RegistryMeters.class)
                .hasSingleBean(WebMeters.class)
                .hasBean("haProbeFilter")
                .hasBean("haRequestGateFilter")
                .doesNotHaveBean(WebFilter.class));
    }

    @Test
    void aReactiveApplicationGetsItsOwnFilters() {
        reactive.run(context -> assertThat(context)
                .hasSingleBean(Presence.class)
                .hasSingleBean(RequestGateWebFilter.class)
                .hasSingleBean(ProbeWebFilter.class)
                .doesNotHaveBean("haProbeFilter")
                .doesNotHaveBean("haRequestGateFilter"));
    }

    @Test
    void anApplicationWithoutAServerFindsOthersAndNeedsNoName() {
        plain.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(HaDiscoveryClient.class)
                .hasSingleBean(HaServiceRegistry.class)
                .doesNotHaveBean(Presence.class)
                .doesNotHaveBean(InstanceProfile.class)
                .doesNotHaveBean(Drain.class)
                .doesNotHaveBean(Probes.class));
    }

    @Test
    void anApplicationWithoutWebClassesStarts() {
        plain.withClassLoader(new FilteredClassLoader(Filter.class, DispatcherServlet.class, WebFilter.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(HaDiscoveryClient.class));
    }

    @Test
    void withoutARegistryNothingIsRegisteredAndProbesAndDrainRemain() {
        servlet.withPropertyValues("ha.registry.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Registry.class)
                .doesNotHaveBean(Directory.class)
                .doesNotHaveBean(HaDiscoveryClient.class)
                .doesNotHaveBean(Presence.class)
                .hasSingleBean(Probes.class)
                .hasSingleBean(DrainBeforeClose.class));
    }

    @Test
    void withoutOurOwnInstanceOthersAreFoundStill() {
        for (String off :
                List.of("ha.instance.enabled=false", "spring.cloud.service-registry.auto-registration.enabled=false")) {
            servlet.withPropertyValues(off, "spring.application.name=").run(context -> assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(HaDiscoveryClient.class)
                    .doesNotHaveBean(Presence.class)
                    .doesNotHaveBean(HaRegistration.class));
        }
    }

    @Test
    void discoveryIsSwitchedOffAsSpringCloudSwitchesItOff() {
        servlet.withPropertyValues("spring.cloud.discovery.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(DiscoveryClient.class)
                .doesNotHaveBean(ReactiveDiscoveryClient.class)
                .hasSingleBean(Directory.class));
        servlet.withPropertyValues("spring.cloud.discovery.blocking.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(HaDiscoveryClient.class)
                        .hasSingleBean(HaReactiveDiscoveryClient.class));
        servlet.withPropertyValues("spring.cloud.discovery.reactive.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(HaDiscoveryClient.class)
                        .doesNotHaveBean(HaReactiveDiscoveryClient.class));
    }

    @Test
    void webIsSwitchedOffWhollyOrWithoutItsDrain() {
        servlet.withPropertyValues("ha.web.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(RequestGate.class)
                .doesNotHaveBean(Drain.class)
                .doesNotHaveBean("haRequestGateFilter"));
        servlet.withPropertyValues("ha.web.drain.enabled=false")
                .run(context ->
                        assertThat(context).hasSingleBean(RequestGate.class).doesNotHaveBean(DrainBeforeClose.class));
    }

    @Test
    void probesAreSwitchedOff() {
        for (String off : List.of("ha.health.enabled=false", "ha.health.endpoints.enabled=false")) {
            servlet.withPropertyValues(off).run(context -> assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(Probes.class)
                    .doesNotHaveBean("haProbeFilter")
                    .hasSingleBean(Presence.class));
        }
    }

    @Test
    void metersAreSwitchedOffOrAbsent() {
        servlet.withPropertyValues("ha.metrics.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(RegistryMeters.class)
                .doesNotHaveBean(RequestMeters.class)
                .hasSingleBean(Directory.class));
        servlet.withClassLoader(new FilteredClassLoader(MeterRegistry.class)).run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(RegistryMeters.class)
                .hasSingleBean(Directory.class));
    }

    @Test
    void theEndpointIsThereWhereItIsExposed() {
        servlet.run(context -> assertThat(context).doesNotHaveBean(HaEndpoint.class));
        servlet.withPropertyValues("management.endpoints.web.exposure.include=ha")
                .run(context -> assertThat(context).hasSingleBean(HaEndpoint.class));
        servlet.withPropertyValues("management.endpoints.web.exposure.include=ha", "management.endpoint.ha.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(HaEndpoint.class));
        servlet.withClassLoader(new FilteredClassLoader(Endpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HaEndpoint.class));
    }

    @Test
    void theRegistryIsTheApplicationsRedisByDefault() {
        new ApplicationContextRunner()
                .withConfiguration(ALL)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(RedisRegistry.class));
    }

    @Test
    void aServiceConnectionSaysWhereRedisIs() {
        new ApplicationContextRunner()
                .withConfiguration(ALL)
                .withBean(DataRedisConnectionDetails.class, AutoConfigurationsTest::connection)
                .withPropertyValues("ha.registry.fail-fast=true", "ha.registry.fail-fast-timeout=5s")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("127.0.0.1:1"));
    }

    private static DataRedisConnectionDetails connection() {
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", 1);
            }
        };
    }

    @Test
    void withoutSpringBootsRedisTheRemedyIsNamed() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(HaTimeAutoConfiguration.class, HaRegistryAutoConfiguration.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("DataRedisAutoConfiguration, which knows where Redis is, is excluded"));
    }

    @Test
    void withoutTheClassesOfRedisTheRemedyIsNamed() {
        for (Class<?> absent : List.of(RedisRegistry.class, DataRedisConnectionDetails.class)) {
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(HaTimeAutoConfiguration.class, HaRegistryAutoConfiguration.class))
                    .withClassLoader(new FilteredClassLoader(absent))
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(InvalidSettingException.class)
                            .hasMessage("ha.registry.type is redis, but ha-redis and Spring Data Redis must be on the"
                                    + " class path and are not"));
        }
    }

    @Test
    void whatTheApplicationBringsWins() {
        servlet.withUserConfiguration(Own.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Time.class)).isInstanceOf(ManualTime.class);
            assertThat(context.getBean(Registry.class)).isSameAs(context.getBean("ownRegistry"));
            assertThat(context.getBean(Directory.class)).isSameAs(context.getBean("ownDirectory"));
            assertThat(context.getBean(InstanceProfile.class).service()).isEqualTo("own-name");
            assertThat(context.getBeansOfType(Registry.class)).hasSize(1);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean
        Time ownTime() {
            return new ManualTime();
        }

        @Bean
        InMemoryRegistry ownRegistry(Time time) {
            return new InMemoryRegistry(time, LeasePolicy.DEFAULT, RandomGenerator.getDefault());
        }

        @Bean
        Directory ownDirectory(Registry registry, Time time) {
            return new Directory(registry, time, DirectoryPolicy.DEFAULT);
        }

        @Bean
        InstanceProfile ownProfile() {
            return new InstanceProfile("own-name", null, "127.0.0.1", 100, "", "", "", List.of(), Map.of());
        }
    }

    @Test
    void springCloudsServiceRegistryRegistersFurtherInstances() {
        servlet.withUserConfiguration(Own.class).run(context -> {
            ManualTime time = (ManualTime) context.getBean(Time.class);
            HaServiceRegistry registry = context.getBean(HaServiceRegistry.class);
            HaRegistration further = HaRegistration.of(further());
            context.getBean("ownDirectory", Directory.class).start();

            registry.register(further);
            time.advance(java.time.Duration.ofSeconds(1));
            assertThat(registry.<String>getStatus(further)).isEqualTo("UNKNOWN");
            time.run();
            assertThat(registry.<String>getStatus(further)).isEqualTo("UP");

            registry.setStatus(further, "out_of_service");
            time.run();
            assertThat(registry.<String>getStatus(further)).isEqualTo("DRAINING");

            registry.deregister(further);
            time.run();
            assertThat(registry.<String>getStatus(further)).isEqualTo("UNKNOWN");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> registry.setStatus(further, "sleepy")))
                    .hasMessage(
                            "status of invoices must be UP, DOWN, STARTING, DRAINING or OUT_OF_SERVICE but is 'sleepy'");
        });
    }

    private static Registration further() {
        InstanceProfile profile =
                new InstanceProfile("invoices", null, "10.0.0.9", 100, "", "", "", List.of(), Map.of());
        return profile.at(new InstanceProfile.Endpoint(9090, 0, "http"), "incarnation", Status.UP, "", Instant.EPOCH);
    }
}
