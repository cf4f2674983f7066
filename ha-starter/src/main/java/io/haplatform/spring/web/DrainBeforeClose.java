package io.haplatform.spring.web;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Drains before anything else of a closing context happens: the event comes before any bean is stopped or destroyed,
 * so requests still find everything they need. Only the context that it belongs to counts, not its children.
 */
public final class DrainBeforeClose implements ApplicationListener<ContextClosedEvent>, Ordered {

    private final ApplicationContext own;
    private final Drain drain;

    public DrainBeforeClose(ApplicationContext own, Drain drain) {
        this.own = own;
        this.drain = drain;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == own) {
            drain.begin("shutdown");
            drain.await();
        }
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
