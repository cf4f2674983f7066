package io.haplatform.spring.web;

import java.nio.charset.StandardCharsets;

/**
 * An answer that can be given as it is.
 *
 * @param status 200 or 503
 * @param json as Actuator writes it
 */
public record ProbeAnswer(int status, String json) {

    static final ProbeAnswer UP = of(200, "UP");
    static final ProbeAnswer DOWN = of(503, "DOWN");
    static final ProbeAnswer OUT_OF_SERVICE = of(503, "OUT_OF_SERVICE");
    static final ProbeAnswer UNKNOWN = of(503, "UNKNOWN");

    /** An answer that says nothing but a status. */
    public static ProbeAnswer of(int status, String health) {
        return new ProbeAnswer(status, "{\"status\":\"" + health + "\"}");
    }

    /** Whether it is a good one. */
    public boolean isGood() {
        return status < 400;
    }

    byte[] body() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
