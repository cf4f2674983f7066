package io.haplatform.architecture.planted.spring;

import io.haplatform.autoconfigure.HaRegistryProperties;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Breaks the rules on purpose, to see them fire; this package is unmarked on purpose too. */
@AutoConfiguration
@ConfigurationProperties("planted")
class PlantedViolations {

    @Autowired
    Object injected;

    @Bean
    public Object bean(HaRegistryProperties properties) {
        return properties.toString();
    }
}
