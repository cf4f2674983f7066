package io.haplatform.spring.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.function.ToDoubleFunction;

/** Registers meters under the names, units and texts that {@link HaMeters} gives them. */
record Binding(MeterRegistry meters, Tags tags) {

    Binding with(HaMeters.Tag tag, String value) {
        return new Binding(meters, tags.and(tag.asString(), value));
    }

    <T> void gauge(HaMeters meter, T of, ToDoubleFunction<T> value) {
        Gauge.builder(meter.getName(), of, value)
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .tags(tags)
                // nobody else may hold what is measured
                .strongReference(true)
                .register(meters);
    }

    <T> void counter(HaMeters meter, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder(meter.getName(), of, count)
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .tags(tags)
                .register(meters);
    }

    Timer timer(HaMeters meter) {
        return Timer.builder(meter.getName())
                .description(meter.description())
                .tags(tags)
                .register(meters);
    }
}
