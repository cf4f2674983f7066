package io.haplatform.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/** Finds where a setting was made, as a person would say it: {@code application.yaml:3:12}. */
final class SettingSource {

    private final @Nullable Environment environment;

    SettingSource(@Nullable Environment environment) {
        this.environment = environment;
    }

    /** @return empty when nobody has set it */
    String of(String setting) {
        ConfigurationProperty property = property(setting);
        return property == null ? "" : describe(property);
    }

    private @Nullable ConfigurationProperty property(String setting) {
        if (environment == null) {
            return null;
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.of(setting);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return property;
            }
        }
        return null;
    }

    static String describe(ConfigurationProperty property) {
        Origin origin = property.getOrigin();
        if (origin != null) {
            return origin.toString();
        }
        ConfigurationPropertySource source = property.getSource();
        return source != null && source.getUnderlyingSource() instanceof PropertySource<?> underlying
                ? underlying.getName()
                : "the environment";
    }
}
