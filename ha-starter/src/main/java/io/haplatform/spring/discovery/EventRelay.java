package io.haplatform.spring.discovery;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Brings events to Spring's listeners on a thread of its own, in order: a listener that is slow holds up the next event
 * and nothing else, one that throws is logged, and the others still get the event.
 */
public final class EventRelay implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EventRelay.class);
    private static final int QUEUE = 10_000;

    private final AbstractApplicationContext context;
    private final SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
    private final ThreadPoolExecutor thread;
    private @Nullable List<ApplicationListener<?>> listeners;

    public EventRelay(AbstractApplicationContext context) {
        this.context = context;
        multicaster.setErrorHandler(
                e -> log.error("A listener of an HA event has thrown; the others are not affected", e));
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                task -> {
                    Thread worker = new Thread(task, "ha-events");
                    worker.setDaemon(true);
                    return worker;
                },
                (task, executor) -> {
                    if (!executor.isShutdown()) {
                        log.warn("An HA event is dropped: listeners are {} events behind", QUEUE);
                    }
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Delivers the event soon; an object that is no {@link ApplicationEvent} arrives as it is. */
    public void publish(Object event) {
        ApplicationEvent wrapped =
                event instanceof ApplicationEvent own ? own : new PayloadApplicationEvent<>(context, event);
        thread.execute(() -> deliver(wrapped));
    }

    private void deliver(ApplicationEvent event) {
        if (!context.isActive()) {
            return;
        }
        listen();
        multicaster.multicastEvent(event);
    }

    /** The multicaster forgets which listener wants what whenever one is added, so that is done for new ones alone. */
    private void listen() {
        List<ApplicationListener<?>> now = List.copyOf(context.getApplicationListeners());
        if (now.equals(listeners)) {
            return;
        }
        multicaster.removeAllListeners();
        now.forEach(multicaster::addApplicationListener);
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        multicaster.setBeanFactory(beans);
        for (String name : beans.getBeanNamesForType(ApplicationListener.class, true, false)) {
            // singletons are among the listeners above; of others there is one per event
            if (!beans.isSingleton(name)) {
                multicaster.addApplicationListenerBean(name);
            }
        }
        listeners = now;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
