package io.haplatform.autoconfigure;

import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The clock and the two threads that everything of the core shares; and a look at the settings before all else. */
@AutoConfiguration
public final class HaTimeAutoConfiguration {

    @Bean
    static SettingsCheck haSettingsCheck(Environment environment) {
        return new SettingsCheck(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    Time haTime() {
        return new SystemTime("ha");
    }
}
