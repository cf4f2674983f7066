package io.haplatform.autoconfigure;

import io.haplatform.spring.lifecycle.InstanceProfile;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Reads all settings of ours before the first bean is made. A wrong one would be found anyway, but in the middle of the
 * start of the web server, and its sentence would drown in what the server has to say about that.
 */
final class SettingsCheck implements BeanFactoryPostProcessor {

    private final Environment environment;

    SettingsCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        Binder binder = Binder.get(environment);
        HaInstanceProperties instance = null;
        for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            Object settings = read(beans, name, binder);
            if (settings instanceof HaInstanceProperties found) {
                instance = found;
            }
        }
        if (instance != null && beans.getBeanNamesForType(InstanceProfile.class, true, false).length > 0) {
            new OwnInstance(instance, environment).check();
        }
    }

    private static @Nullable Object read(ConfigurableListableBeanFactory beans, String name, Binder binder) {
        Class<?> type = beans.getType(name, false);
        ConfigurationProperties group = beans.findAnnotationOnBean(name, ConfigurationProperties.class, false);
        if (type == null || !type.isRecord() || group == null || !group.value().startsWith("ha.")) {
            return null;
        }
        return binder.bindOrCreate(group.value(), Bindable.of(type));
    }
}
