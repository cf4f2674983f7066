package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A directory's place at the registry's log: brings what the registry tells to the directory's executor, and nothing
 * that was told before the place was given up.
 *
 * <p>For use on that executor alone.
 */
final class LogReader {

    /** A log that was opened again and of which nobody has complained for so long can be read. */
    private static final Duration QUIET_MEANS_READABLE = Duration.ofSeconds(2);

    private final Registry registry;
    private final SerialExecutor serial;
    private final Follower target;
    private @Nullable Subscription subscription;
    private @Nullable Cancellable quiet;
    private boolean open;
    private boolean away;
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

    /** The log's own connection is gone, or was when it was last opened and has not been proven since. */
    boolean isAway() {
        return away;
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
            public void onGap(String reason, boolean historyLost) {
                inSession(mine, () -> target.onGap(reason, historyLost));
            }

            @Override
            public void onAvailability(boolean available, String reason) {
                inSession(mine, () -> {
                    noLongerQuiet();
                    away = !available;
                    target.onAvailability(available, reason);
                });
            }
        });
        if (away) {
            quiet = serial.schedule(QUIET_MEANS_READABLE, () -> {
                // what was complained of meanwhile counts, also when this was on its way already
                if (mine == session && quiet != null) {
                    quiet = null;
                    away = false;
                }
            });
        }
    }

    void close() {
        open = false;
        session++;
        noLongerQuiet();
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    private void noLongerQuiet() {
        if (quiet != null) {
            quiet.cancel();
            quiet = null;
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
