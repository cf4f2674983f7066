package io.haplatform.spring.metrics;

import io.haplatform.core.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Requests in flight, the drain and the looks at health, as meters. */
public final class WebMeters implements MeterBinder {

    private final IntSupplier inFlight;
    private final BooleanSupplier draining;
    private final MinuteRate looks;
    private final Tags tags;

    /** @param tags that each meter carries */
    public WebMeters(IntSupplier inFlight, BooleanSupplier draining, Ticker ticker, Tags tags) {
        this.inFlight = inFlight;
        this.draining = draining;
        this.looks = new MinuteRate(ticker);
        this.tags = tags;
    }

    /** The application's health has been looked at. */
    public void countLook() {
        looks.mark();
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Binding to = new Binding(meters, tags);
        to.gauge(HaMeters.REQUESTS_IN_FLIGHT, inFlight, IntSupplier::getAsInt);
        to.gauge(HaMeters.DRAINING, draining, now -> now.getAsBoolean() ? 1 : 0);
        to.gauge(HaMeters.SERVICE_DISCOVERY_HEALTH_CHECK_RATE, looks, MinuteRate::perSecond);
    }
}
