package io.haplatform.sample.orders;

/** The database cannot be used; the message is one sentence, and {@link SchemaFailureAnalyzer} shows it. */
class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
