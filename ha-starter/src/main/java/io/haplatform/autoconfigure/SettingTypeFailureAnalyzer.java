package io.haplatform.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.TypeDescriptor;

/** Shows a setting of ours that is not even of the right type as a sentence. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingTypeFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        ConversionFailedException conversion = findCause(cause, ConversionFailedException.class);
        ConfigurationProperty property = property(cause);
        if (property == null || findCause(cause, ConversionException.class) == null) {
            return null;
        }
        String setting = property.getName().toString();
        if (!setting.startsWith("ha.")) {
            return null;
        }
        String expected = expected(
                conversion == null ? null : conversion.getTargetType(),
                cause.getTarget().getType().resolve());
        return new FailureAnalysis(
                setting + " must be " + expected + " but is '" + property.getValue() + "' (it is set in "
                        + SettingSource.describe(property) + ").",
                "Correct " + setting + "; docs/reference/properties.md lists every setting with its type and default.",
                rootFailure);
    }

    /** The innermost failure that knows its property: the outer ones are of the group around it. */
    private static @Nullable ConfigurationProperty property(BindException failure) {
        ConfigurationProperty found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind && bind.getProperty() != null) {
                found = bind.getProperty();
            }
        }
        return found;
    }

    private static String expected(@Nullable TypeDescriptor target, @Nullable Class<?> bound) {
        Class<?> type = target != null ? target.getObjectType() : bound;
        if (type == null) {
            return "of another type";
        }
        if (type == Duration.class) {
            return "a duration such as 500ms, 2s or 1m";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return "a " + type.getSimpleName();
    }
}
