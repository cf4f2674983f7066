package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Time;
import io.haplatform.spring.discovery.EventRelay;
import io.haplatform.spring.discovery.HaRegistration;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.lifecycle.Presence;
import io.haplatform.spring.lifecycle.ReadmitAfterServer;
import io.haplatform.spring.lifecycle.WithdrawAfterServer;
import io.haplatform.spring.web.Drain;
import io.haplatform.spring.web.Probes;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** This application's own presence in the registry; only where there is a web server to be called. */
@AutoConfiguration(
        after = {HaRegistryAutoConfiguration.class, HaDiscoveryAutoConfiguration.class, UtilAutoConfiguration.class},
        before = ServiceRegistryAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnBean({Directory.class, Registrar.class})
@ConditionalOnProperty(
        name = {"ha.instance.enabled", "spring.cloud.service-registry.auto-registration.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(HaInstanceProperties.class)
public final class HaInstanceAutoConfiguration {

    private final SecureRandom random = new SecureRandom();

    @Bean
    @ConditionalOnMissingBean
    InstanceProfile haInstanceProfile(
            HaInstanceProperties properties,
            Environment environment,
            ObjectProvider<InetUtils> network,
            ObjectProvider<BuildProperties> build) {
        return new OwnInstance(properties, environment).profile(network.getIfAvailable(), build.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    Presence haPresence(
            Registrar registrar,
            InstanceProfile profile,
            HaInstanceProperties properties,
            Environment environment,
            Time time) {
        OwnInstance own = new OwnInstance(properties, environment);
        return new Presence(registrar, profile, own::endpoint, this::draw, time);
    }

    @Bean
    @ConditionalOnMissingBean
    WithdrawAfterServer haWithdrawAfterServer(Presence presence) {
        return new WithdrawAfterServer(presence);
    }

    @Bean
    @ConditionalOnMissingBean
    ReadmitAfterServer haReadmitAfterServer(Presence presence) {
        return new ReadmitAfterServer(presence);
    }

    @Bean
    @ConditionalOnMissingBean
    HaRegistration haRegistration(InstanceProfile profile, Presence presence) {
        return new HaRegistration(profile.service(), profile.host(), presence::registration);
    }

    @Bean
    ReadinessToPresence haReadinessToPresence(Presence presence, ObjectProvider<Probes> probes) {
        return new ReadinessToPresence(presence, probes.getIfAvailable());
    }

    @Bean
    Drain.Listener haDrainToPresence(Presence presence) {
        return new Drain.Listener() {
            @Override
            public void onDrain(String reason) {
                presence.drain(reason);
            }

            @Override
            public void onResume() {
                presence.resume();
            }
        };
    }

    @Bean
    @ConditionalOnBean(EventRelay.class)
    RegisteredToSpringCloud haRegisteredToSpringCloud(
            Registrar registrar, Presence presence, HaInstanceProperties properties, EventRelay relay) {
        return new RegisteredToSpringCloud(registrar, presence, properties, relay);
    }

    @Bean
    @ConditionalOnProperty(name = "ha.registry.fail-fast", havingValue = "true")
    FailFastRegistration haFailFastRegistration(
            Presence presence,
            ObjectProvider<Probes> probes,
            HaRegistryProperties properties,
            FailFastStart failFast,
            Environment environment) {
        return new FailFastRegistration(
                presence, probes.getIfAvailable(), properties.failFastTimeout(), failFast, environment);
    }

    private String draw() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
