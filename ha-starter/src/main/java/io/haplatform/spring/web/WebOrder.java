package io.haplatform.spring.web;

import org.springframework.core.Ordered;

/** Where our filters stand among the application's: both before Spring Security, which stands at -100. */
public final class WebOrder {

    /** Probes first: they are no traffic, and are not counted as such. */
    public static final int PROBES = Ordered.HIGHEST_PRECEDENCE;

    /** Then the gate, around everything that is traffic. */
    public static final int GATE = Ordered.HIGHEST_PRECEDENCE + 1;

    private WebOrder() {}
}
