package io.haplatform.autoconfigure;

import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.spring.actuate.HaEndpoint;
import io.haplatform.spring.actuate.HaOperation;
import io.haplatform.spring.actuate.HaSection;
import io.haplatform.spring.actuate.InstancesSection;
import io.haplatform.spring.actuate.RegistrySection;
import io.haplatform.spring.actuate.ServicesSection;
import io.haplatform.spring.web.Drain;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Actuator's endpoint {@code ha}; shown where the application exposes it. */
@AutoConfiguration(after = {HaRegistryAutoConfiguration.class, HaWebAutoConfiguration.class})
@ConditionalOnClass(Endpoint.class)
@ConditionalOnAvailableEndpoint(HaEndpoint.class)
public final class HaEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HaEndpoint haEndpoint(ObjectProvider<HaSection> sections, ObjectProvider<HaOperation> operations) {
        return new HaEndpoint(
                sections.orderedStream().toList(), operations.orderedStream().toList());
    }

    @Bean
    @Order(100)
    HaSection haConfigurationSection(ApplicationContext context) {
        return new EffectiveConfiguration(context);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean({Registry.class, Directory.class, Registrar.class})
    static final class OfRegistry {

        @Bean
        @Order(1)
        HaSection haRegistrySection(Registry registry, Directory directory, HaRegistryProperties properties) {
            return new RegistrySection(registry, properties.namespace(), directory);
        }

        @Bean
        @Order(2)
        HaSection haInstancesSection(Registrar registrar) {
            return new InstancesSection(registrar);
        }

        @Bean
        @Order(3)
        HaSection haServicesSection(Directory directory) {
            return new ServicesSection(directory);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(Drain.class)
    static final class OfDrain {

        @Bean
        @Order(4)
        HaSection haDrainSection(Drain drain) {
            return new Section("drain", drain::progress);
        }

        @Bean
        HaOperation haDrainOperation(Drain drain) {
            return new Operation("drain", () -> {
                drain.begin("drained by an operator");
                return drain.progress();
            });
        }

        @Bean
        HaOperation haResumeOperation(Drain drain) {
            return new Operation("resume", () -> {
                drain.resume();
                return drain.progress();
            });
        }
    }

    private record Section(String name, Supplier<Object> content) implements HaSection {

        @Override
        public Object read() {
            return content.get();
        }
    }

    private record Operation(String name, Supplier<Object> work) implements HaOperation {

        @Override
        public Object run() {
            return work.get();
        }
    }
}
