package io.haplatform.demo.process;

/** Ends the demo with one sentence for the person at the terminal, who never sees the stack trace. */
public final class DemoFailure extends RuntimeException {

    public DemoFailure(String message) {
        super(message);
    }

    public DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
