package io.haplatform.sample.orders;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows one sentence and what to do, in place of a stack trace. */
class SchemaFailureAnalyzer extends AbstractFailureAnalyzer<SchemaException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SchemaException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Correct SPRING_DATASOURCE_URL and its user, who must be allowed to create a table, or schema.sql.",
                cause);
    }
}
