package io.haplatform.core.call;

import org.jspecify.annotations.Nullable;

/** What the runner of a call has to know of the request. An adapter makes one per call; it is asked from any thread. */
public interface CallRequest {

    /** The HTTP method, in capitals. */
    String method();

    /** Whether it can be sent a second time as it is: its body is buffered, or there is none. */
    boolean repeatable();

    /**
     * A part of the request by name: {@code header:X-Y}, {@code cookie:name}, {@code path}, {@code query},
     * {@code query:name}, {@code user}, {@code source} (the address that the inbound request came from).
     *
     * @return null when the request has none
     */
    @Nullable
    String value(String name);

    /** A request of which nothing else is known. */
    static CallRequest of(String method, boolean repeatable) {
        return new CallRequest() {
            @Override
            public String method() {
                return method;
            }

            @Override
            public boolean repeatable() {
                return repeatable;
            }

            @Override
            public @Nullable String value(String name) {
                return null;
            }
        };
    }
}
