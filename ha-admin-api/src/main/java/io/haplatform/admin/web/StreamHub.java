package io.haplatform.admin.web;

import io.haplatform.admin.AdminProperties;
import io.haplatform.admin.api.UnavailableException;
import io.haplatform.admin.query.Change;
import io.haplatform.admin.query.StartId;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends every change to everybody who listens, and to those who come back what they missed.
 *
 * <p>A new client is greeted by {@code hello}, whose id names the present. One that comes back with {@code
 * Last-Event-ID} gets the frames since that id and then {@code hello}; or {@code reset} when they are no longer known:
 * read everything anew. Silence is broken by a comment each {@code ha.admin.stream.heartbeat}. Thread-safe; publishing never waits for a client.
 */
final class StreamHub {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Whose session a client belongs to; null for one that came with HTTP Basic. */
    private record Listener(StreamClient client, @Nullable String session) {}

    private final AdminProperties.Stream policy;
    private final StreamBuffer buffer;
    private final Function<Object, String> json;
    private final Executor writers;
    private final SerialExecutor timer;
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private boolean closed;

    /**
     * @param ids of the frames
     * @param json writes a change's data in one line
     */
    StreamHub(AdminProperties.Stream policy, StartId ids, Function<Object, String> json, Executor writers, Time time) {
        this.policy = policy;
        this.buffer = new StreamBuffer(ids, policy.kept());
        this.json = json;
        this.writers = writers;
        this.timer = time.serial("admin stream");
    }

    void start() {
        timer.schedule(policy.heartbeat(), this::heartbeat);
    }

    void publish(Change change) {
        String data = json.apply(change.data());
        synchronized (this) {
            StreamFrame frame = buffer.add(change.name(), data);
            List.copyOf(listeners).forEach(listener -> listener.client().offer(frame));
        }
    }

    /**
     * Begins to send.
     *
     * @param lastEventId what the client read last; null for a new one
     * @throws UnavailableException when there are too many, or the admin stops
     */
    StreamClient connect(StreamClient.Sink sink, @Nullable String lastEventId, @Nullable String session) {
        synchronized (this) {
            if (closed) {
                throw new UnavailableException("the admin is stopping", RETRY_AFTER);
            }
            if (listeners.size() >= policy.maxClients()) {
                throw new UnavailableException(
                        "the number of streams must be at most " + policy.maxClients()
                                + " (ha.admin.stream.max-clients) and that many are open",
                        RETRY_AFTER);
            }
            List<StreamFrame> greeting = greeting(lastEventId);
            Listener[] self = new Listener[1];
            // what was missed does not count against the queue
            int limit = policy.queue() + greeting.size();
            StreamClient client = new StreamClient(sink, limit, writers, () -> forget(self[0]));
            self[0] = new Listener(client, session);
            listeners.add(self[0]);
            greeting.forEach(client::offer);
            return client;
        }
    }

    /** Ends every stream that a session opened: it signed out, or expired. */
    void endSession(String session) {
        List<Listener> theirs;
        synchronized (this) {
            theirs = listeners.stream()
                    .filter(listener -> session.equals(listener.session()))
                    .toList();
        }
        theirs.forEach(listener -> listener.client().end());
    }

    /** Takes clients again after {@link #close()}: the admin was draining and goes on. */
    synchronized void open() {
        closed = false;
    }

    /** Ends all, and takes no more; clients come back to whoever runs then. */
    void close() {
        List<Listener> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(listeners);
        }
        all.forEach(listener -> listener.client().end());
    }

    synchronized int clients() {
        return listeners.size();
    }

    private List<StreamFrame> greeting(@Nullable String lastEventId) {
        if (lastEventId == null) {
            return List.of(frame("hello", "{\"resumed\":false}"));
        }
        List<StreamFrame> missed = buffer.after(lastEventId);
        if (missed == null) {
            return List.of(frame("reset", "{\"reason\":\"what came after that id is no longer kept\"}"));
        }
        List<StreamFrame> greeting = new ArrayList<>(missed);
        greeting.add(frame("hello", "{\"resumed\":true}"));
        return greeting;
    }

    /** One that is for this client alone: it bears the newest id, and is not kept. */
    private StreamFrame frame(String name, String json) {
        return StreamFrame.of(buffer.id(), 0, name, json);
    }

    private void heartbeat() {
        List<Listener> all;
        synchronized (this) {
            all = List.copyOf(listeners);
        }
        all.forEach(listener -> listener.client().heartbeat());
        timer.schedule(policy.heartbeat(), this::heartbeat);
    }

    private synchronized void forget(Listener listener) {
        listeners.remove(listener);
    }
}
