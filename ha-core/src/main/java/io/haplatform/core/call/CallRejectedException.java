package io.haplatform.core.call;

/** A guard did not let the call begin: its breaker is open, its bulkhead is full. Nothing was sent. */
public class CallRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String service;

    public CallRejectedException(String service, String reason) {
        super("Call to service '" + service + "' was not begun: " + reason);
        this.service = service;
    }

    public CallRejectedException(String service, String reason, Throwable cause) {
        this(service, reason);
        initCause(cause);
    }

    public String service() {
        return service;
    }
}
