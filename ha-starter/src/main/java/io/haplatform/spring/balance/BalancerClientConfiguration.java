package io.haplatform.spring.balance;

import io.haplatform.core.balance.Balancers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientConfiguration;
import org.springframework.cloud.loadbalancer.core.ReactorServiceInstanceLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.type.MethodMetadata;

/**
 * What each service's child context of Spring Cloud LoadBalancer gets from us. Not a condition on a missing bean: the
 * order in which the configurations of a child context come is not ours to know. So once all have come, Spring's own
 * default supplier and balancer are replaced, and whatever else there is stays: it is the application's choice.
 */
public class BalancerClientConfiguration {

    @Bean
    static BeanDefinitionRegistryPostProcessor haBalancerInPlaceOfDefaults() {
        return new Replacement();
    }

    private static final class Replacement implements BeanDefinitionRegistryPostProcessor, EnvironmentAware {

        private static final String DEFAULT_SUPPLIER = "discoveryClientServiceInstanceListSupplier";
        private static final String DEFAULT_BALANCER = "reactorServiceInstanceLoadBalancer";

        private @Nullable Environment environment;

        @Override
        public void setEnvironment(Environment environment) {
            this.environment = environment;
        }

        @Override
        public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
            String service = environment == null ? null : LoadBalancerClientFactory.getName(environment);
            if (service == null
                    || !replace(
                            registry,
                            ServiceInstanceListSupplier.class,
                            DEFAULT_SUPPLIER,
                            DirectoryInstances.class,
                            service)) {
                return;
            }
            replace(
                    registry,
                    ReactorServiceInstanceLoadBalancer.class,
                    DEFAULT_BALANCER,
                    DirectoryBalancer.class,
                    service);
        }

        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {}

        /** @return whether ours is in its place; not when the application has brought its own */
        private static boolean replace(
                BeanDefinitionRegistry registry, Class<?> type, String defaultName, Class<?> ours, String service) {
            ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) registry;
            String[] names = beans.getBeanNamesForType(type, true, false);
            boolean onlyDefault =
                    Arrays.stream(names).allMatch(name -> name.equals(defaultName) && isSprings(registry, name));
            if (!onlyDefault) {
                return false;
            }
            if (names.length > 0) {
                registry.removeBeanDefinition(defaultName);
            }
            RootBeanDefinition definition = new RootBeanDefinition(ours);
            definition.setInstanceSupplier(() -> {
                Balancers balancers = beans.getBean(Balancers.class);
                ServiceInstances instances = beans.getBean(ServiceInstances.class);
                return ours == DirectoryBalancer.class
                        ? new DirectoryBalancer(service, balancers, instances)
                        : new DirectoryInstances(service, balancers, instances);
            });
            registry.registerBeanDefinition(defaultName, definition);
            return true;
        }

        private static boolean isSprings(BeanDefinitionRegistry registry, String name) {
            if (!(registry.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition)) {
                return false;
            }
            MethodMetadata method = definition.getFactoryMethodMetadata();
            return method != null
                    && method.getDeclaringClassName().startsWith(LoadBalancerClientConfiguration.class.getName());
        }
    }
}
