package io.haplatform.spring.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.support.RunningApplication;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

class EventRelayTest {

    private static final List<String> TOLD = new CopyOnWriteArrayList<>();

    private final GenericApplicationContext context = new GenericApplicationContext();
    private final Last last = new Last();
    private final EventRelay relay = new EventRelay(context);

    private static final class Listening implements ApplicationListener<PayloadApplicationEvent<String>>, Ordered {

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<String> event) {
            TOLD.add(event.getPayload());
        }
    }

    private record Unordered(String name) implements ApplicationListener<PayloadApplicationEvent<String>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<String> event) {
            TOLD.add(name);
        }
    }

    /** Told when all others have been; counts how often it is asked what it wants. */
    private static final class Last implements GenericApplicationListener {

        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger told = new AtomicInteger();

        @Override
        public boolean supportsEventType(ResolvableType type) {
            asked.incrementAndGet();
            return PayloadApplicationEvent.class.isAssignableFrom(type.toClass());
        }

        @Override
        public int getOrder() {
            return LOWEST_PRECEDENCE;
        }

        @Override
        public void onApplicationEvent(ApplicationEvent event) {
            told.incrementAndGet();
        }
    }

    @BeforeEach
    void prepare() {
        TOLD.clear();
        context.registerBean("last", Last.class, () -> last);
    }

    @AfterEach
    void stop() {
        relay.close();
        context.close();
    }

    @Test
    void asksAListenerOnceWhatItWantsAndNotForEachEvent() {
        context.refresh();
        deliver(1);
        int once = last.asked.get();
        deliver(100);

        assertThat(once).isPositive();
        assertThat(last.asked).hasValue(once);
    }

    @Test
    void tellsListenersThatAreNoSingletons() {
        context.registerBean(
                "listening", Listening.class, Listening::new, definition -> definition.setScope("prototype"));
        context.refresh();
        deliver(2);

        assertThat(TOLD).containsExactly("event", "event");
    }

    @Test
    void tellsAListenerThatIsAddedLater() {
        context.refresh();
        deliver(1);
        context.addApplicationListener(new Listening());
        deliver(1);

        assertThat(TOLD).containsExactly("event");
    }

    @Test
    void tellsListenersThatNameNoOrderInTheOrderInWhichTheyWereAdded() {
        context.refresh();
        List<String> names = List.of("d", "a", "h", "c", "g", "b", "f", "e");
        for (String name : names) {
            context.addApplicationListener(new Unordered(name));
        }
        deliver(1);

        assertThat(TOLD).containsExactlyElementsOf(names);
    }

    private void deliver(int events) {
        int expected = last.told.get() + events;
        for (int i = 0; i < events; i++) {
            relay.publish("event");
        }
        RunningApplication.await("delivered", () -> last.told.get() == expected);
    }
}
