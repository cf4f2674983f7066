package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
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
    private static final int UNLIMITED = Integer.MAX_VALUE;

    /**
     * What this process says of an instance.
     *
     * @param end until when it holds
     * @param counted until when it counts among those that may be accused at a time
     */
    private record Word(Instant end, Instant counted) {}

    private final Registry registry;
    private final SerialExecutor serial;
    private final Requests requests;
    private final Terms terms;
    private final String observer;
    // confined to the executor
    private final Map<InstanceKey, Word> published = new TreeMap<>();
    private int underWay;

    Refusals(Registry registry, SerialExecutor serial, Requests requests, Terms terms, String observer) {
        this.registry = registry;
        this.serial = serial;
        this.requests = requests;
        this.terms = terms;
        this.observer = observer;
    }

    /** A connection to this incarnation was refused just now; a proof, which counts for no limit. */
    void publish(InstanceKey key, String incarnation, String detail) {
        publish(key, incarnation, detail, UNLIMITED);
    }

    /**
     * A connection to this incarnation was refused just now. Without effect while the word of this process holds against as
     * many others of its service as may be accused at a time.
     *
     * @param mostOfService how many of its service, itself included
     */
    public void publish(InstanceKey key, String incarnation, String detail, int mostOfService) {
        serial.execute(() -> {
            forgetExpired();
            if (othersOfService(key) >= mostOfService) {
                return;
            }
            if (underWay >= AT_ONCE) {
                log.debug("{} refused a connection, and so many do that it is not published: {}", key, detail);
                return;
            }
            Instant now = terms.storeNow();
            Instant end = now.plus(HOLDS);
            Word before = published.get(key);
            Instant counted = before == null ? Instant.MIN : before.counted();
            Word word = new Word(end, mostOfService == UNLIMITED ? counted : end);
            published.put(key, word);
            send(
                    new Change.Observe(new Observation(key, incarnation, observer, Evidence.REFUSED, detail, now, end)),
                    // perhaps it was stored all the same: can still be taken back
                    () -> published.replace(key, word, new Word(end, counted)));
        });
    }

    /** It answers after all. Without effect when nothing is published about it. */
    public void takeBack(InstanceKey key) {
        serial.execute(() -> {
            if (published.remove(key) != null) {
                send(new Change.Unobserve(key, observer), () -> {});
            }
        });
    }

    /** The store's time, as far as it is known here. */
    public Instant storeNow() {
        return terms.storeNow();
    }

    private void send(Change change, Runnable failed) {
        underWay++;
        requests.send("a refused connection", () -> registry.change(change), changed -> underWay--, reason -> {
            underWay--;
            failed.run();
            log.debug("What was seen of {} could not be published: {}", change.key(), reason);
        });
    }

    private void forgetExpired() {
        Instant now = terms.storeNow();
        published.values().removeIf(word -> !now.isBefore(word.end()));
    }

    private long othersOfService(InstanceKey key) {
        Instant now = terms.storeNow();
        return published.entrySet().stream()
                .filter(each -> now.isBefore(each.getValue().counted()))
                .map(Map.Entry::getKey)
                .filter(accused -> accused.service().equals(key.service()) && !accused.equals(key))
                .count();
    }
}
