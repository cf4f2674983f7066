package io.haplatform.autoconfigure;

import io.haplatform.spring.actuate.HaSection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.ApplicationContext;

/** Every setting of ours with the value that counts and the place it comes from. */
final class EffectiveConfiguration implements HaSection {

    private final ApplicationContext context;
    private final SettingSource source;

    EffectiveConfiguration(ApplicationContext context) {
        this.context = context;
        this.source = new SettingSource(context.getEnvironment());
    }

    /**
     * One setting.
     *
     * @param value that counts; null when it is not set and has no default
     * @param source where it was set; {@code default} when nobody has
     */
    record Setting(@Nullable Object value, String source) {}

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public Object read() {
        Map<String, Setting> settings = new TreeMap<>();
        for (Object bean :
                context.getBeansWithAnnotation(ConfigurationProperties.class).values()) {
            ConfigurationProperties group = context.findAnnotationOnBean(nameOf(bean), ConfigurationProperties.class);
            if (bean instanceof Record && group != null && (group.value() + ".").startsWith("ha.")) {
                add(group.value(), bean, settings);
            }
        }
        return settings;
    }

    private String nameOf(Object bean) {
        return context.getBeanNamesForType(bean.getClass())[0];
    }

    private void add(String name, @Nullable Object value, Map<String, Setting> settings) {
        if (value instanceof Record group) {
            for (RecordComponent component : group.getClass().getRecordComponents()) {
                add(
                        name + "." + DataObjectPropertyName.toDashedForm(component.getName()),
                        read(group, component),
                        settings);
            }
        } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, entry) -> add(name + "." + key, entry, settings));
        } else {
            settings.put(name, new Setting(shown(name, value), from(name)));
        }
    }

    private String from(String name) {
        // a list is set item by item
        String found = source.of(name);
        String first = found.isEmpty() ? source.of(name + "[0]") : found;
        return first.isEmpty() ? "default" : first;
    }

    private static @Nullable Object read(Record group, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(group);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Setting " + component.getName() + " cannot be read", e);
        }
    }

    private static @Nullable Object shown(String name, @Nullable Object value) {
        if (value != null && name.matches(".*(password|secret|token|private-key).*")) {
            return "******";
        }
        if (value instanceof Duration duration) {
            return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value instanceof Collection<?> || value instanceof Number || value instanceof Boolean || value == null
                ? value
                : value.toString();
    }
}
