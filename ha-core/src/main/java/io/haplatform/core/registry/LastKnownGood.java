package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes the {@link SnapshotFile} of a directory without holding it up: a disk may be slow. What cannot be
 * read or written is said once per reason and does no harm, because the file is of use only while the registry is away.
 *
 * <p>For use on the directory's executor alone.
 */
final class LastKnownGood {

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    /** So long after a change it is written: a fleet that changes all the time must not keep the disk busy. */
    static final Duration DELAY = Duration.ofSeconds(5);

    private final @Nullable SnapshotFile file;
    private final Supplier<@Nullable Snapshot> current;
    private final SerialExecutor serial;
    private final Executor blocking;
    private @Nullable Cancellable timer;
    private boolean writing;
    private boolean used;
    private boolean superseded;
    private @Nullable Snapshot saved;
    private String said = "";

    /**
     * @param file or null when nothing is to be kept
     * @param current what is to be written; null while nothing is known that is worth it
     */
    LastKnownGood(@Nullable SnapshotFile file, Time time, SerialExecutor serial, Supplier<@Nullable Snapshot> current) {
        this.file = file;
        this.current = current;
        this.serial = serial;
        this.blocking = time.blocking();
    }

    /** Begins to read the file. */
    void read(Runnable whenRead) {
        SnapshotFile source = file;
        if (source == null) {
            return;
        }
        blocking.execute(() -> {
            try {
                Snapshot found = source.read();
                if (found != null) {
                    serial.execute(() -> {
                        saved = superseded ? null : found;
                        whenRead.run();
                    });
                }
            } catch (IOException | RuntimeException e) {
                say("What was last known of other services is not used", e);
            }
        });
    }

    /** What was known before this process was started; null before it was read, and once the registry knows better. */
    @Nullable
    Snapshot saved() {
        return saved;
    }

    /** The snapshot in use is from then; null when none is, or no longer. */
    @Nullable
    Instant inUse() {
        return used && saved != null ? saved.now() : null;
    }

    /** What was saved is in use from now on. */
    void use() {
        used = true;
    }

    /** The registry has said something itself: from now on that counts. */
    void supersede() {
        superseded = true;
        saved = null;
    }

    /** Something has changed: the file is written a little later. */
    void changed() {
        if (file != null && timer == null) {
            timer = serial.schedule(DELAY, this::write);
        }
    }

    void close() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void write() {
        timer = null;
        SnapshotFile target = file;
        if (target == null || writing) {
            changed();
            return;
        }
        Snapshot snapshot = superseded ? current.get() : null;
        if (snapshot == null) {
            if (superseded) {
                changed();
            }
            return;
        }
        writing = true;
        blocking.execute(() -> {
            try {
                target.write(snapshot);
                serial.execute(() -> said = "");
            } catch (IOException | RuntimeException e) {
                say("What is known of other services is not kept for a start without the registry", e);
            } finally {
                serial.execute(() -> writing = false);
            }
        });
    }

    private void say(String what, Exception why) {
        serial.execute(() -> {
            String reason = Requests.reason(why);
            if (!reason.equals(said)) {
                said = reason;
                log.warn("{}: {}", what, reason);
            }
        });
    }
}
