package io.haplatform.spring.resilience;

import io.haplatform.spring.actuate.HaSection;

/** The circuit breakers as the Actuator endpoint {@code ha} shows them. */
public final class BreakersSection implements HaSection {

    private final Breakers breakers;

    public BreakersSection(Breakers breakers) {
        this.breakers = breakers;
    }

    @Override
    public String name() {
        return "breakers";
    }

    @Override
    public Object read() {
        return breakers.states();
    }
}
