package io.haplatform.admin.query;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryStatus;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the whole directory, keeps the history of events, and tells listeners every {@link Change}, in order. The
 * overall status is worked out anew at most ten times a second, and told when it reads differently.
 *
 * <p>All its state belongs to one serial executor, on which listeners are called: return soon.
 */
public final class ChangeFeed {

    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration COALESCE = Duration.ofMillis(100);

    private final Directory directory;
    private final EventHistory history;
    private final EventWords words;
    private final BackendView view;
    private final StatusQuery status;
    private final SerialExecutor serial;
    private final List<Consumer<? super Change>> listeners = new CopyOnWriteArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    private boolean statusDue;
    private @Nullable StatusReport told;
    private boolean lost;

    ChangeFeed(
            Directory directory,
            Time time,
            EventHistory history,
            EventWords words,
            BackendView view,
            StatusQuery status) {
        this.directory = directory;
        this.history = history;
        this.words = words;
        this.view = view;
        this.status = status;
        this.serial = time.serial("admin feed");
    }

    void start() {
        directory.followAll();
        subscriptions.add(directory.onEvent(event -> serial.execute(() -> happened(event))));
        subscriptions.add(directory.onStatus(now -> serial.execute(() -> registry(now))));
    }

    void stop() {
        subscriptions.forEach(Subscription::close);
    }

    /** Tells this listener every change from now on. */
    public Subscription listen(Consumer<? super Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void happened(RegistryEvent event) {
        words.of(event).forEach(this::tell);
        if (event instanceof RegistryEvent.ServiceDeregistered || event instanceof RegistryEvent.ServiceExpired) {
            view.gone(event.key());
            tell(new Change.InstanceMoved(
                    new Change.Instance(event.key().service(), event.key().id(), null)));
        } else {
            Instance now = after(event);
            if (now != null) {
                if (!(event instanceof RegistryEvent.InstanceChanged)) {
                    view.changed(event.key(), now.status(), event.at());
                }
                tell(new Change.InstanceMoved(
                        new Change.Instance(event.key().service(), event.key().id(), view.of(now, null))));
            }
        }
        statusSoon();
    }

    private static @Nullable Instance after(RegistryEvent event) {
        if (event instanceof RegistryEvent.ServiceRegistered e) {
            return e.instance();
        }
        if (event instanceof RegistryEvent.HealthStatusChanged e) {
            return e.instance();
        }
        return event instanceof RegistryEvent.InstanceChanged e ? e.after() : null;
    }

    private void registry(DirectoryStatus now) {
        boolean everReached = !now.applied().equals(Position.NONE);
        if (!now.available() && everReached && !lost) {
            lost = true;
            tell(EventWords.registryLost(now.reason(), now.since()));
        } else if (now.available() && lost) {
            lost = false;
            tell(EventWords.registryRestored(now.since()));
        }
        statusSoon();
    }

    private void statusSoon() {
        if (!statusDue) {
            statusDue = true;
            serial.schedule(COALESCE, this::tellStatus);
        }
    }

    private void tellStatus() {
        statusDue = false;
        StatusReport now = status.read();
        StatusReport before = told;
        if (before == null || !sameWords(before, now)) {
            told = now;
            tell(new Change.StatusMoved(now));
        }
    }

    /** Time, latency and revision move all the time and are no news. */
    private static boolean sameWords(StatusReport before, StatusReport now) {
        return before.status() == now.status()
                && before.reason().equals(now.reason())
                && before.services().equals(now.services())
                && before.findings().equals(now.findings())
                && before.registry().status().equals(now.registry().status())
                && before.registry().protection().equals(now.registry().protection());
    }

    private void tell(Event withoutId) {
        tell(new Change.Happened(history.add(withoutId)));
    }

    private void tell(Change change) {
        for (Consumer<? super Change> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                log.error("A listener failed at {}; the others go on", change.name(), e);
            }
        }
    }
}
