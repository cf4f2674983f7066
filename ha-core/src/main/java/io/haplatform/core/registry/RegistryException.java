package io.haplatform.core.registry;

/** The store could not be reached in time, or refused. The message names the store and the cause in one sentence. */
public final class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
