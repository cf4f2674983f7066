package io.haplatform.admin.web;

import io.haplatform.admin.AdminProperties;
import io.haplatform.admin.query.ChangeFeed;
import io.haplatform.admin.query.StartId;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.Time;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.json.JsonMapper;

/** Wires the stream: from the feed of changes to whoever listens, until the admin stops or a session ends. */
@Configuration(proxyBeanMethods = false)
class StreamConfiguration {

    private static final long IDLE_SECONDS = 10;

    @Bean(initMethod = "start", destroyMethod = "close")
    StreamHub streamHub(AdminProperties properties, JsonMapper json, Time time) {
        return new StreamHub(
                properties.stream(),
                StartId.draw(),
                json::writeValueAsString,
                writers(properties.stream().maxClients()),
                time);
    }

    @Bean(destroyMethod = "close")
    Subscription feedToHub(ChangeFeed feed, StreamHub hub) {
        return feed.listen(hub::publish);
    }

    @Bean
    Ending ending(StreamHub hub) {
        return new Ending(hub);
    }

    /**
     * A thread for each client that is being written to at this moment, none for those that wait. No bean: it would
     * take the place of the application's own executor.
     */
    private static ThreadPoolExecutor writers(int most) {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "ha-admin-stream-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Ends streams in time. A stream never finishes by itself, so a drain would wait for it in vain: all end as soon as
     * the admin stops taking traffic. Those of a session end with it, so that signing out means out.
     */
    static final class Ending implements HttpSessionListener {

        private final StreamHub hub;

        Ending(StreamHub hub) {
            this.hub = hub;
        }

        @EventListener
        void readiness(AvailabilityChangeEvent<ReadinessState> event) {
            if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                hub.close();
            } else {
                hub.open();
            }
        }

        @EventListener
        void closing(ContextClosedEvent event) {
            hub.close();
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            hub.endSession(event.getSession().getId());
        }
    }
}
