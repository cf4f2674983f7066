package io.haplatform.core.registry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to be told of something. One that throws is logged, and the others are told all the same. */
final class Listeners<T> {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final String what;
    private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();

    /** A class, not a record: the same listener may be added twice, and each time is its own subscription. */
    private static final class Entry<T> {
        private final Consumer<? super T> listener;

        private Entry(Consumer<? super T> listener) {
            this.listener = listener;
        }
    }

    /** @param what they listen to, for the log line about one that throws */
    Listeners(String what) {
        this.what = what;
    }

    Subscription add(Consumer<? super T> listener) {
        Entry<T> entry = new Entry<>(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void tell(T news) {
        for (Entry<T> entry : entries) {
            tell(entry.listener, news);
        }
    }

    /** Tells one alone, isolated as the others are. */
    void tell(Consumer<? super T> listener, T news) {
        try {
            listener.accept(news);
        } catch (RuntimeException | LinkageError e) {
            log.warn("A listener to {} failed at {}; it is told of what comes next", what, news, e);
        }
    }
}
