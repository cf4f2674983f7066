package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.Time;
import io.haplatform.spring.actuate.HaEndpoint;
import io.haplatform.spring.discovery.HaDiscoveryClient;
import io.haplatform.spring.discovery.HaReactiveDiscoveryClient;
import io.haplatform.spring.discovery.HaServiceRegistry;
import io.haplatform.spring.discovery.Lookups;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.lifecycle.ReadmitAfterServer;
import io.haplatform.spring.lifecycle.WithdrawAfterServer;
import io.haplatform.spring.metrics.RegistryMeters;
import io.haplatform.spring.metrics.RequestMeters;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.spring.web.Drain;
import io.haplatform.spring.web.DrainBeforeClose;
import io.haplatform.spring.web.DrainPolicy;
import io.haplatform.spring.web.HealthSource;
import io.haplatform.spring.web.ProbeAnswer;
import io.haplatform.spring.web.ProbeFilter;
import io.haplatform.spring.web.ProbePolicy;
import io.haplatform.spring.web.Probes;
import io.haplatform.spring.web.RequestGate;
import io.haplatform.spring.web.RequestGateFilter;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** A bean of the application's own takes the place of ours, and of nothing else. */
class OverridesTest {

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ApplicationAvailabilityAutoConfiguration.class,
                    UtilAutoConfiguration.class,
                    HaTimeAutoConfiguration.class,
                    HaRegistryAutoConfiguration.class,
                    HaDiscoveryAutoConfiguration.class,
                    HaInstanceAutoConfiguration.class,
                    HaWebAutoConfiguration.class,
                    HaHealthAutoConfiguration.class,
                    HaMetricsAutoConfiguration.class,
                    HaEndpointAutoConfiguration.class))
            .withPropertyValues(
                    "spring.application.name=orders",
                    "ha.registry.type=memory",
                    "management.endpoints.web.exposure.include=ha");

    @ParameterizedTest
    @ValueSource(
            classes = {
                LeasePolicy.class,
                RefusalProbe.class,
                Registrar.class,
                Presence.class,
                WithdrawAfterServer.class,
                ReadmitAfterServer.class,
                RequestGate.class,
                Drain.class,
                DrainBeforeClose.class,
                HealthSource.class,
                Probes.class,
                Lookups.class,
                HaDiscoveryClient.class,
                HaReactiveDiscoveryClient.class,
                HaServiceRegistry.class,
                RegistryMeters.class,
                RequestMeters.class,
                HaEndpoint.class
            })
    void ofTheApplicationWins(Class<?> type) {
        application.withUserConfiguration(Own.class).run(context -> assertThat(context.getBeanNamesForType(type))
                .containsExactly("own" + type.getSimpleName()));
    }

    @Test
    void aPresenceOfTheApplicationsOwnStillHearsWhatAnOperatorImposes() throws Exception {
        try (RunningApplication orders = RunningApplication.start(WebApplicationType.SERVLET, OwnPresence.class)) {
            Directory directory = orders.bean(Directory.class);
            // views, and not view: that would begin to follow the service
            RunningApplication.await("followed", () -> directory.views().stream()
                    .anyMatch(view -> !view.instances().isEmpty()));
            assertThat(orders.get("/health/ready").statusCode()).isEqualTo(200);

            InstanceKey own = new InstanceKey("orders", "orders:127.0.0.1:" + orders.port());
            orders.bean(Registry.class)
                    .change(new Change.PutOverride(new OperatorOverride(
                            own, 1, null, null, Status.MAINTENANCE, "ann", "", Instant.now(), null, Map.of())))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            RunningApplication.await(
                    "not ready", () -> orders.get("/health/ready").statusCode() == 503);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnPresence {

        @Bean
        Presence ownPresence(Registrar registrar, InstanceProfile profile, Environment environment, Time time) {
            return new Presence(
                    registrar,
                    profile,
                    () -> new InstanceProfile.Endpoint(
                            environment.getRequiredProperty("local.server.port", Integer.class), 0, "http"),
                    () -> "own",
                    time);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"haProbeFilter", "haRequestGateFilter"})
    void aFilterIsReplacedByName(String name) {
        application.withUserConfiguration(OwnFilters.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(name, FilterRegistrationBean.class).getOrder())
                    .isEqualTo(42);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFilters {

        @Bean
        FilterRegistrationBean<ProbeFilter> haProbeFilter(Probes probes) {
            FilterRegistrationBean<ProbeFilter> filter =
                    new FilterRegistrationBean<>(new ProbeFilter(probes, (request, probe) -> false));
            filter.setOrder(42);
            return filter;
        }

        @Bean
        FilterRegistrationBean<RequestGateFilter> haRequestGateFilter(RequestGate gate) {
            FilterRegistrationBean<RequestGateFilter> filter =
                    new FilterRegistrationBean<>(new RequestGateFilter(gate));
            filter.setOrder(42);
            return filter;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean
        LeasePolicy ownLeasePolicy() {
            return LeasePolicy.DEFAULT;
        }

        @Bean
        RefusalProbe ownRefusalProbe() {
            return RefusalProbe.NONE;
        }

        @Bean
        Registrar ownRegistrar(Registry registry, Directory directory, LeasePolicy policy, Time time) {
            return new Registrar(
                    registry, directory, policy, time, RandomGenerator.getDefault(), "own", RefusalProbe.NONE);
        }

        @Bean
        Presence ownPresence(Registrar registrar, InstanceProfile profile, Time time) {
            return new Presence(registrar, profile, () -> null, () -> "own", time);
        }

        @Bean
        WithdrawAfterServer ownWithdrawAfterServer(Presence presence) {
            return new WithdrawAfterServer(presence);
        }

        @Bean
        ReadmitAfterServer ownReadmitAfterServer(Presence presence) {
            return new ReadmitAfterServer(presence);
        }

        @Bean
        DrainBeforeClose ownDrainBeforeClose(ApplicationContext context, Drain drain) {
            return new DrainBeforeClose(context, drain);
        }

        @Bean
        RequestGate ownRequestGate(Time time) {
            return new RequestGate(time);
        }

        @Bean
        Drain ownDrain(RequestGate gate, Time time) {
            return new Drain(
                    gate,
                    new DrainPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                    time,
                    () -> false);
        }

        @Bean
        HealthSource ownHealthSource() {
            return probe -> ProbeAnswer.of(200, "UP");
        }

        @Bean
        Probes ownProbes(HealthSource source, Time time) {
            Probes.Gate open = new Probes.Gate() {
                @Override
                public @Nullable String notReady() {
                    return null;
                }

                @Override
                public boolean isBroken() {
                    return false;
                }
            };
            return new Probes(source, open, new ProbePolicy(Duration.ofSeconds(2), Duration.ofSeconds(60)), time);
        }

        @Bean
        Lookups ownLookups(Directory directory) {
            return new Lookups(directory);
        }

        @Bean
        HaDiscoveryClient ownHaDiscoveryClient(Lookups lookups) {
            return new HaDiscoveryClient(lookups);
        }

        @Bean
        HaReactiveDiscoveryClient ownHaReactiveDiscoveryClient(Lookups lookups) {
            return new HaReactiveDiscoveryClient(lookups);
        }

        @Bean
        HaServiceRegistry ownHaServiceRegistry(Registrar registrar, Directory directory, Time time) {
            return new HaServiceRegistry(registrar, directory, time);
        }

        @Bean
        RegistryMeters ownRegistryMeters(Directory directory, Registrar registrar, Time time) {
            return new RegistryMeters(directory, registrar, time, Tags.empty());
        }

        @Bean
        RequestMeters ownRequestMeters(Time time) {
            return new RequestMeters(time, Tags.empty());
        }

        @Bean
        HaEndpoint ownHaEndpoint() {
            return new HaEndpoint(List.of(), List.of());
        }
    }
}
