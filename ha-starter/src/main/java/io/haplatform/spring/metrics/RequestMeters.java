package io.haplatform.spring.metrics;

import io.haplatform.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Requests to the registry, as meters. Those made before there is a meter registry count in the rates alone. */
public final class RequestMeters implements MeterBinder {

    private final Tags tags;
    private final MinuteRate requests;
    private final MinuteRate failures;
    private final CopyOnWriteArrayList<MeterRegistry> bound = new CopyOnWriteArrayList<>();

    /** In a registry of its own: the percentile over all operations becomes a gauge, and no further series. */
    private final Timer all = Timer.builder("all").publishPercentiles(0.95).register(new SimpleMeterRegistry());

    /** @param tags that each meter carries */
    public RequestMeters(Ticker ticker, Tags tags) {
        this.tags = tags;
        this.requests = new MinuteRate(ticker);
        this.failures = new MinuteRate(ticker);
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Binding to = new Binding(meters, tags);
        to.gauge(HaMeters.SERVICE_DISCOVERY_RESPONSE_TIME_P95, all, RequestMeters::p95);
        to.gauge(HaMeters.SERVICE_DISCOVERY_ERROR_RATE, this, RequestMeters::errorRate);
        bound.add(meters);
    }

    void count(String operation, boolean failed, long nanos) {
        requests.mark();
        if (failed) {
            failures.mark();
        }
        all.record(nanos, TimeUnit.NANOSECONDS);
        for (MeterRegistry meters : bound) {
            Timer.builder(HaMeters.REGISTRY_REQUESTS.getName())
                    .description(HaMeters.REGISTRY_REQUESTS.description())
                    .tags(tags)
                    .tag(HaMeters.Tag.OPERATION.asString(), operation)
                    .tag(HaMeters.Tag.OUTCOME.asString(), failed ? "failure" : "success")
                    .register(meters)
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private double errorRate() {
        long total = requests.lastMinute();
        return total == 0 ? 0 : (double) failures.lastMinute() / total;
    }

    private static double p95(Timer timer) {
        ValueAtPercentile[] values = timer.takeSnapshot().percentileValues();
        return values.length == 0 ? 0 : values[0].value(TimeUnit.SECONDS);
    }
}
