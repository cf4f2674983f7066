package io.haplatform.admin.query;

import io.haplatform.admin.query.StatusReport.BreakerReport;
import io.haplatform.core.instance.Registration;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the circuit breakers that a caller publishes in the metadata of its own registration, under
 * {@value #METADATA_KEY}: a JSON object, name of the called service to breaker,
 *
 * <pre>{@code
 * {"orders":{"state":"OPEN","since":"2026-01-01T00:00:00Z","calls":20,"failed":12,"slow":0,"rejected":7,
 *            "failureRate":60.0,"at":"2026-01-01T00:00:04Z"}}
 * }</pre>
 *
 * <p>What cannot be read is reported once per start of the caller and counts as no breakers. Thread-safe.
 */
final class Breakers {

    static final String METADATA_KEY = "ha.breakers";

    private static final Logger log = LoggerFactory.getLogger(Breakers.class);
    private static final int LONGEST = 16_384;
    private static final int LONGEST_STATE = 32;

    private static final int MOST_COMPLAINTS = 1_000;

    private final JsonMapper json;
    private final Set<String> complained = ConcurrentHashMap.newKeySet();

    Breakers(JsonMapper json) {
        this.json = json;
    }

    /** The breakers of this caller by called service, sorted; empty when it publishes none. */
    Map<String, BreakerReport> of(Registration caller) {
        String text = caller.metadata().get(METADATA_KEY);
        if (text == null || text.isEmpty()) {
            return Map.of();
        }
        try {
            return read(caller.key().toString(), text);
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            if (complained.size() < MOST_COMPLAINTS && complained.add(caller.key() + " " + caller.incarnation())) {
                log.warn(
                        "{} publishes under {} what cannot be read as circuit breakers, so none of its are shown: {}",
                        caller.key(),
                        METADATA_KEY,
                        e.getMessage());
            }
            return Map.of();
        }
    }

    /** Whether calls are refused in this state. */
    static boolean isOpen(BreakerReport breaker) {
        return breaker.state().equals("OPEN") || breaker.state().equals("FORCED_OPEN");
    }

    /** Why it is as it is, such as {@code 12 of 20 calls failed, 7 not let through}. */
    static String inWords(BreakerReport breaker) {
        StringBuilder words = new StringBuilder();
        words.append(breaker.failed()).append(" of ").append(breaker.calls()).append(" calls failed");
        if (breaker.slow() > 0) {
            words.append(", ").append(breaker.slow()).append(" were slow");
        }
        if (breaker.rejected() > 0) {
            words.append(", ").append(breaker.rejected()).append(" not let through");
        }
        return words.toString();
    }

    private Map<String, BreakerReport> read(String caller, String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("longer than " + LONGEST + " characters");
        }
        Map<String, BreakerReport> breakers = new TreeMap<>();
        JsonNode root = json.readTree(text);
        if (!root.isObject()) {
            throw new IllegalArgumentException("not a JSON object");
        }
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            breakers.put(entry.getKey(), breaker(caller, entry.getValue()));
        }
        return breakers;
    }

    private static BreakerReport breaker(String caller, JsonNode node) {
        String state = node.path("state").asString("");
        if (state.isEmpty() || state.length() > LONGEST_STATE) {
            throw new IllegalArgumentException("a breaker without a state");
        }
        JsonNode rate = node.path("failureRate");
        return new BreakerReport(
                caller,
                state,
                instant(node.path("since")),
                node.path("calls").asLong(0),
                node.path("failed").asLong(0),
                node.path("slow").asLong(0),
                node.path("rejected").asLong(0),
                rate.isNumber() ? Double.valueOf(rate.doubleValue()) : null,
                instant(node.path("at")));
    }

    private static @Nullable Instant instant(JsonNode node) {
        return node.isString() ? Instant.parse(node.stringValue()) : null;
    }
}
