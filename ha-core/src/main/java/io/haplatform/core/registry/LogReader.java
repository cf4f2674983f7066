package io.haplatform.core.registry;

import io.haplatform.core.time.SerialExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A directory's place at the registry's log: brings what the registry tells to the directory's executor, and nothing
 * that was told before the place was given up.
 *
 * <p>For use on that executor alone.
 */
final class LogReader {

    private final Registry registry;
    private final SerialExecutor serial;
    private final Follower target;
    private @Nullable Subscription subscription;
    private boolean open;
    private int session;

    /** @param target called on the executor, for the session that is open now */
    LogReader(Registry registry, SerialExecutor serial, Follower target) {
        this.registry = registry;
        this.serial = serial;
        this.target = target;
    }

    boolean isOpen() {
        return open;
    }

    /** Which opening this is; compare to know whether it is still the same. */
    int session() {
        return session;
    }

    /** Follows from here on; throws what the registry throws. */
    void open(Position from) {
        close();
        open = true;
        int mine = session;
        subscription = registry.follow(from, new Follower() {
            @Override
            public void onEntry(LogEntry entry) {
                inSession(mine, () -> target.onEntry(entry));
            }

            @Override
            public void onGap(String reason) {
                inSession(mine, () -> target.onGap(reason));
            }

            @Override
            public void onAvailability(boolean available, String reason) {
                inSession(mine, () -> target.onAvailability(available, reason));
            }
        });
    }

    void close() {
        open = false;
        session++;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    private void inSession(int mine, Runnable news) {
        serial.execute(() -> {
            if (open && mine == session) {
                news.run();
            }
        });
    }
}
