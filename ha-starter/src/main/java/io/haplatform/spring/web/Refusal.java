package io.haplatform.spring.web;

import java.nio.charset.StandardCharsets;

/** The answer of a server that has drained and is about to stop. */
final class Refusal {

    static final String CONTENT_TYPE = "application/problem+json";
    static final String RETRY_AFTER = "1";

    private static final byte[] BODY = ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                    + "\"detail\":\"This instance has drained and is stopping; another one will answer.\"}")
            .getBytes(StandardCharsets.UTF_8);

    private Refusal() {}

    static byte[] body() {
        return BODY.clone();
    }
}
