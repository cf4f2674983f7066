package io.haplatform.spring.balance;

/** Requests that may be sent again after they were sent once: their bodies are kept for that. */
public final class SmallRequests {

    /** What is kept at most, in bytes. */
    public static final int MAX = 64 * 1024;

    private SmallRequests() {}
}
