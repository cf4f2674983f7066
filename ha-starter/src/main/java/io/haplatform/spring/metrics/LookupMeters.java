package io.haplatform.spring.metrics;

import io.haplatform.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Lookups by discovery clients, as meters. */
public final class LookupMeters implements MeterBinder {

    private static final String LIVE = "live";

    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final MinuteRate rate;
    private final Tags tags;

    /** @param tags that each meter carries */
    public LookupMeters(Ticker ticker, Tags tags) {
        this.rate = new MinuteRate(ticker);
        this.tags = tags;
        for (String answer : new String[] {LIVE, "stale", "unknown"}) {
            answers.put(answer, new LongAdder());
        }
    }

    /** A lookup has been answered in this way. */
    public void count(Enum<?> answer) {
        rate.mark();
        answers.computeIfAbsent(answer.name().toLowerCase(Locale.ROOT), name -> new LongAdder())
                .increment();
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Binding to = new Binding(meters, tags);
        answers.forEach((answer, count) ->
                to.with(HaMeters.Tag.RESULT, answer).counter(HaMeters.REGISTRY_LOOKUPS, count, LongAdder::sum));
        to.gauge(HaMeters.SERVICE_DISCOVERY_DISCOVERY_RATE, rate, MinuteRate::perSecond);
        to.gauge(HaMeters.SERVICE_DISCOVERY_CACHE_HIT_RATE, this, LookupMeters::hitRate);
    }

    private double hitRate() {
        long total = answers.values().stream().mapToLong(LongAdder::sum).sum();
        LongAdder live = answers.get(LIVE);
        return total == 0 || live == null ? 1 : (double) live.sum() / total;
    }
}
