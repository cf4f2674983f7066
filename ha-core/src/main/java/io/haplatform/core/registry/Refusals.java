package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the registry which instances refused a connection of this process: others suspect them at once, and the sweep has
 * its proof once their lease has ended too. Each word holds for ten seconds and has to be said anew.
 *
 * <p>Best effort: what cannot be published is dropped, for whoever meets the refusal again will say so again. Thread-safe
 * and never blocking.
 */
public final class Refusals {

    /** How long a word holds. Longer than a sweep takes to come, and short enough for an error not to matter. */
    public static final Duration HOLDS = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final int AT_ONCE = 50;

    private final Registry registry;
    private final SerialExecutor serial;
    private final Requests requests;
    private final Terms terms;
    private final String observer;
    // confined to the executor
    private final Map<InstanceKey, Instant> published = new TreeMap<>();
    private int underWay;
    private volatile Set<InstanceKey> accused = Set.of();

    Refusals(Registry registry, SerialExecutor serial, Requests requests, Terms terms, String observer) {
        this.registry = registry;
        this.serial = serial;
        this.requests = requests;
        this.terms = terms;
        this.observer = observer;
    }

    /** A connection to this incarnation was refused just now. */
    public void publish(InstanceKey key, String incarnation, String detail) {
        serial.execute(() -> {
            forgetExpired();
            if (underWay >= AT_ONCE) {
                log.debug("{} refused a connection, and so many do that it is not published: {}", key, detail);
                return;
            }
            Instant now = terms.storeNow();
            Instant end = now.plus(HOLDS);
            published.put(key, end);
            show();
            send(new Change.Observe(new Observation(key, incarnation, observer, Evidence.REFUSED, detail, now, end)));
        });
    }

    /** It answers after all. Without effect when nothing is published about it. */
    public void takeBack(InstanceKey key) {
        serial.execute(() -> {
            if (published.remove(key) != null) {
                show();
                send(new Change.Unobserve(key, observer));
            }
        });
    }

    /** Whom this process accuses now. */
    public Set<InstanceKey> accused() {
        return accused;
    }

    /** The store's time, as far as it is known here. */
    public Instant storeNow() {
        return terms.storeNow();
    }

    private void send(Change change) {
        underWay++;
        requests.send("a refused connection", () -> registry.change(change), changed -> underWay--, reason -> {
            underWay--;
            log.debug("What was seen of {} could not be published: {}", change.key(), reason);
        });
    }

    private void forgetExpired() {
        Instant now = terms.storeNow();
        for (Iterator<Instant> ends = published.values().iterator(); ends.hasNext(); ) {
            if (!now.isBefore(ends.next())) {
                ends.remove();
            }
        }
    }

    private void show() {
        accused = published.keySet().stream().collect(Collectors.toUnmodifiableSet());
    }
}
