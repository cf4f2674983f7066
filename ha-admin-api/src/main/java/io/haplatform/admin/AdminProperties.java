package io.haplatform.admin;

import io.haplatform.autoconfigure.InvalidSettingException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the admin application.
 *
 * @param password password of the user {@code admin}, usually from the environment variable HA_ADMIN_PASSWORD; without
 *     one a random password is drawn at every start and printed once
 * @param eventsKept how many events are kept in memory, the oldest go first
 * @param stream the stream of changes
 */
@ConfigurationProperties("ha.admin")
public record AdminProperties(
        @DefaultValue("") String password, @DefaultValue("10000") int eventsKept, @DefaultValue Stream stream) {

    private static final int SHORTEST_PASSWORD = 8;

    public AdminProperties {
        // blank is as good as absent: a Compose file passes an unset variable on as an empty one
        if (!password.isBlank() && password.length() < SHORTEST_PASSWORD) {
            throw new InvalidSettingException(
                    "ha.admin.password",
                    "ha.admin.password (HA_ADMIN_PASSWORD) must be at least " + SHORTEST_PASSWORD
                            + " characters but has " + password.length(),
                    "Set a longer one, or none: then a random one is printed at start.");
        }
        between("ha.admin.events-kept", eventsKept, 100, 1_000_000);
    }

    /** Keeps the password out of log lines. */
    @Override
    public String toString() {
        return "AdminProperties[password=" + (password.isBlank() ? "none" : "set") + ", eventsKept=" + eventsKept
                + ", stream=" + stream + "]";
    }

    /**
     * The stream of changes, {@code GET /api/v1/ha/stream}.
     *
     * @param maxClients how many may listen at a time; the next one is answered 503
     * @param queue how many changes wait for a slow client; one more and it is cut off, to come back and resume
     * @param kept how many changes are kept for clients that come back
     * @param heartbeat how often a silent stream says that it is alive
     */
    public record Stream(
            @DefaultValue("64") int maxClients,
            @DefaultValue("1000") int queue,
            @DefaultValue("5000") int kept,
            @DefaultValue("15s") Duration heartbeat) {

        public Stream {
            between("ha.admin.stream.max-clients", maxClients, 1, 10_000);
            between("ha.admin.stream.queue", queue, 10, 1_000_000);
            between("ha.admin.stream.kept", kept, 0, 1_000_000);
            if (heartbeat.compareTo(Duration.ofMillis(100)) < 0 || heartbeat.compareTo(Duration.ofMinutes(5)) > 0) {
                throw new InvalidSettingException(
                        "ha.admin.stream.heartbeat",
                        "ha.admin.stream.heartbeat must be between 100ms and 5m but is " + heartbeat.toMillis() + "ms",
                        "Set ha.admin.stream.heartbeat to a duration such as 15s.");
            }
        }
    }

    private static void between(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidSettingException(
                    setting,
                    setting + " must be between " + least + " and " + most + " but is " + value,
                    "Correct " + setting + ".");
        }
    }
}
