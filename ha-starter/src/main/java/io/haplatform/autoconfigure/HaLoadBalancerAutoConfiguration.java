package io.haplatform.autoconfigure;

import io.haplatform.core.balance.Algorithm;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.call.CallGuard;
import io.haplatform.core.call.CallListener;
import io.haplatform.core.call.Calls;
import io.haplatform.core.observe.ProbePolicy;
import io.haplatform.core.observe.Prober;
import io.haplatform.core.observe.SocketProber;
import io.haplatform.core.observe.SuspicionListener;
import io.haplatform.core.observe.Suspicions;
import io.haplatform.core.observe.Witness;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.Time;
import io.haplatform.spring.balance.BalancerClientConfiguration;
import io.haplatform.spring.balance.Fallbacks;
import io.haplatform.spring.balance.Lifecycles;
import io.haplatform.spring.balance.ServiceFallback;
import io.haplatform.spring.balance.ServiceInstances;
import io.haplatform.spring.balance.UserBalancers;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Balancers over the directory, calls over the balancers, and Spring Cloud LoadBalancer's contracts over both. What
 * clients make of it is in {@link HaBlockingClientAutoConfiguration} and {@link HaReactiveClientAutoConfiguration}.
 */
@AutoConfiguration(after = {HaRegistryAutoConfiguration.class, LoadBalancerAutoConfiguration.class})
@ConditionalOnClass(LoadBalancerClientFactory.class)
@ConditionalOnProperty(name = "ha.load-balancer.enabled", matchIfMissing = true)
@ConditionalOnBean({Directory.class, LoadBalancerClientFactory.class})
@EnableConfigurationProperties({HaLoadBalancerProperties.class, HaServicesProperties.class})
@LoadBalancerClients(defaultConfiguration = BalancerClientConfiguration.class)
public final class HaLoadBalancerAutoConfiguration {

    /** Shares nothing between threads; nothing here depends on its being secret or repeatable. */
    private static final RandomGenerator RANDOM =
            () -> ThreadLocalRandom.current().nextLong();

    @Bean
    @ConditionalOnMissingBean
    Balancers haBalancers(
            Directory directory,
            Time time,
            ObjectProvider<Algorithm> algorithms,
            HaLoadBalancerProperties common,
            HaServicesProperties services) {
        services.check(common);
        Balancers balancers = new Balancers(
                directory,
                time,
                RANDOM,
                algorithms.orderedStream().toList(),
                service -> services.balancePolicy(service, common));
        Strategies.check(balancers.algorithms(), common, services);
        return balancers;
    }

    @Bean
    @ConditionalOnMissingBean
    Prober haProber(Time time) {
        return new SocketProber(time);
    }

    @Bean
    @ConditionalOnMissingBean
    Suspicions haSuspicions(
            Balancers balancers, Prober prober, Time time, Directory directory, ObjectProvider<Registrar> registrar) {
        Registrar found = registrar.getIfAvailable();
        SuspicionListener witness =
                found == null ? SuspicionListener.NONE : new Witness(found.refusals(), directory, time, RANDOM);
        return new Suspicions(balancers, prober, time, RANDOM, ProbePolicy.DEFAULT, witness);
    }

    @Bean
    @ConditionalOnMissingBean
    Calls haCalls(
            Balancers balancers,
            Suspicions suspicions,
            Time time,
            HaLoadBalancerProperties common,
            HaServicesProperties services,
            ObjectProvider<CallGuard> guards,
            ObjectProvider<CallListener> listeners) {
        return new Calls(
                balancers,
                suspicions,
                time,
                RANDOM,
                service -> services.callPolicy(service, common),
                guards.orderedStream().toList(),
                listeners.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceInstances haServiceInstances() {
        return new ServiceInstances();
    }

    @Bean
    @ConditionalOnMissingBean
    UserBalancers haUserBalancers(
            LoadBalancerClientFactory factory,
            ObjectProvider<LoadBalancerClientSpecification> specifications,
            Environment environment) {
        return new UserBalancers(factory, specifications.stream().toList(), environment);
    }

    @Bean
    @ConditionalOnMissingBean
    Lifecycles haLifecycles(
            LoadBalancerClientFactory factory,
            UserBalancers users,
            ObjectProvider<LoadBalancerLifecycle<?, ?, ?>> lifecycles) {
        return new Lifecycles(factory, users, lifecycles);
    }

    @Bean
    @ConditionalOnMissingBean
    Fallbacks haFallbacks(ObjectProvider<ServiceFallback> fallbacks) {
        return new Fallbacks(fallbacks.orderedStream().toList());
    }
}
