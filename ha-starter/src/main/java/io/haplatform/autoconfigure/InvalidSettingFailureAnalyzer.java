package io.haplatform.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Shows a setting that cannot work as a sentence and its remedy, with the place where it was set. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

    private final SettingSource source;

    InvalidSettingFailureAnalyzer(@Nullable Environment environment) {
        this.source = new SettingSource(environment);
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
        String setting = cause.setting();
        String place = ConfigurationPropertyName.isValid(setting) ? source.of(setting) : "";
        String where = place.isEmpty() ? "" : " (it is set in " + place + ")";
        return new FailureAnalysis(cause.getMessage() + where + ".", cause.remedy(), rootFailure);
    }
}
