package io.haplatform.core.wire;

/** Something cannot be read or written in our format. The message says in one sentence what and why. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }

    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
