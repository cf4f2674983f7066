package io.haplatform.autoconfigure;

import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Registry, directory and registrar: what everything else builds on. */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnProperty(name = "ha.registry.enabled", matchIfMissing = true)
@EnableConfigurationProperties({HaRegistryProperties.class, HaInstanceProperties.class})
public final class HaRegistryAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Time haTime() {
        return new SystemTime("ha");
    }
}
