package io.haplatform.spring.resilience;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells the registry of breakers that are not, or were not always, closed: as one entry {@value #KEY} in the metadata
 * of this process's own registration, where admin reads it. At each change of a state, at most once a second; and every
 * ten seconds while one is not closed, for the counts. A process whose breakers never opened, or that does not register,
 * publishes nothing.
 *
 * <p>The value is a JSON object, by service:
 * {@code {"orders":{"state":"OPEN","since":"…","calls":20,"failed":12,"slow":0,"rejected":7,"failureRate":60.0,"at":"…"}}}
 */
public final class BreakerReport {

    /** The metadata entry. */
    public static final String KEY = "ha.breakers";

    private static final int MOST_SERVICES = 16;
    private static final int MOST_CHARACTERS = 4_096;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private final Breakers breakers;
    private final Registrar registrar;
    private final Time time;
    private final SerialExecutor serial;
    private boolean pausing;
    private boolean again;
    private boolean refreshing;

    public BreakerReport(Breakers breakers, Registrar registrar, Time time) {
        this.breakers = breakers;
        this.registrar = registrar;
        this.time = time;
        this.serial = time.serial("the report of circuit breakers");
        breakers.onTransition(() -> serial.execute(this::publishSoon));
    }

    private void publishSoon() {
        if (pausing) {
            again = true;
            return;
        }
        publish();
        pausing = true;
        serial.schedule(PAUSE, () -> {
            pausing = false;
            if (again) {
                again = false;
                publishSoon();
            }
        });
    }

    private void publish() {
        List<BreakerState> states = breakers.states();
        String report = write(states);
        registrar.own().stream()
                .map(Registrar.Own::registration)
                .forEach(own -> registrar.update(own.key(), current -> withReport(current, report)));
        boolean troubled = states.stream().anyMatch(s -> !s.state().equals("CLOSED"));
        if (troubled && !refreshing) {
            refreshing = true;
            serial.schedule(REFRESH, () -> {
                refreshing = false;
                publish();
            });
        }
    }

    private static Registration withReport(Registration current, String report) {
        Map<String, String> metadata = new TreeMap<>(current.metadata());
        metadata.put(KEY, report);
        return current.withMetadata(metadata);
    }

    private String write(List<BreakerState> states) {
        StringBuilder json = new StringBuilder("{");
        states.stream()
                .sorted(Comparator.comparing((BreakerState s) -> s.state().equals("CLOSED"))
                        .thenComparing(BreakerState::service))
                .limit(MOST_SERVICES)
                .map(this::write)
                .takeWhile(entry -> json.length() + entry.length() + 2 <= MOST_CHARACTERS)
                .forEach(entry -> json.append(json.length() > 1 ? "," : "").append(entry));
        return json.append('}').toString();
    }

    // service names, states and instants hold no character that JSON would have escaped
    private String write(BreakerState breaker) {
        return "\"" + breaker.service() + "\":{\"state\":\"" + breaker.state() + "\",\"since\":\"" + breaker.since()
                + "\",\"calls\":" + breaker.calls() + ",\"failed\":" + breaker.failed() + ",\"slow\":" + breaker.slow()
                + ",\"rejected\":" + breaker.rejected() + ",\"failureRate\":" + breaker.failureRate() + ",\"at\":\""
                + time.now() + "\"}";
    }
}
