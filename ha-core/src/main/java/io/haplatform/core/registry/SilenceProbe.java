package io.haplatform.core.registry;

import io.haplatform.core.instance.Names;
import io.haplatform.core.registry.Swept.Silent;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knocks where a sweep found silence: a refused connection proves the death that silence alone does not, and is published.
 * An accepted connection proves nothing, nor does none.
 *
 * <p>Ten at a time, a second each; the same one again only after a wait that doubles up to a minute, so that a host without
 * power is not asked for ever. No more wait for their turn than one sweep names; a later one names the others again. Who
 * sweeps is drawn by lot, and a sweep names other silent ones each time: in a large fleet
 * the knocking is spread over all processes.
 *
 * <p>For use on the registrar's executor alone.
 */
final class SilenceProbe {

    private static final Logger log = LoggerFactory.getLogger(SilenceProbe.class);
    private static final int AT_ONCE = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;

    private final RefusalProbe probe;
    private final Refusals refusals;
    private final Time time;
    private final SerialExecutor serial;
    private final ArrayDeque<Silent> waiting = new ArrayDeque<>();
    private final Map<Silent, Asked> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Silent, Asked> eldest) {
            return size() > REMEMBERED;
        }
    };
    private int underWay;

    /** Not again before {@code nextNanos}; the pause after that is the double. */
    private record Asked(long nextNanos, Duration pause) {}

    SilenceProbe(RefusalProbe probe, Refusals refusals, Time time, SerialExecutor serial) {
        this.probe = probe;
        this.refusals = refusals;
        this.time = time;
        this.serial = serial;
    }

    void onSweep(Swept swept) {
        if (swept.silent().isEmpty()) {
            asked.clear();
            waiting.clear();
            return;
        }
        long now = time.nanos();
        for (Silent silent : swept.silent()) {
            Asked before = asked.get(silent);
            boolean due = before == null || now - before.nextNanos() >= 0;
            if (due && waiting.size() < Swept.SILENT) {
                Duration wait = before == null ? FIRST_WAIT : doubled(before.pause());
                asked.put(silent, new Asked(now + wait.toNanos(), wait));
                waiting.add(silent);
            }
        }
        knock();
    }

    private static Duration doubled(Duration wait) {
        return wait.compareTo(LONGEST_WAIT.dividedBy(2)) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }

    private void knock() {
        while (underWay < AT_ONCE && !waiting.isEmpty()) {
            knock(waiting.remove());
        }
    }

    private void knock(Silent silent) {
        CompletionStage<Optional<String>> asked;
        try {
            int colon = silent.address().lastIndexOf(':');
            String host = Names.host(unbracketed(silent.address().substring(0, Math.max(0, colon))));
            int port = Names.port(Integer.parseInt(silent.address().substring(colon + 1)));
            asked = probe.refusal(host, port, PATIENCE);
        } catch (RuntimeException e) {
            // a stranger may have written the record
            log.debug("{} cannot be asked at '{}'", silent.key(), silent.address(), e);
            return;
        }
        underWay++;
        asked.whenComplete((refusal, failure) -> serial.execute(() -> {
            underWay--;
            if (refusal != null && refusal.isPresent()) {
                refusals.publish(silent.key(), silent.incarnation(), refusal.get());
            }
            knock();
        }));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
