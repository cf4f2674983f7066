package io.haplatform.autoconfigure;

import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The clock and the two threads that everything of the core shares. */
@AutoConfiguration
public final class HaTimeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Time haTime() {
        return new SystemTime("ha");
    }
}
