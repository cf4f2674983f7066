package io.haplatform.admin.operate;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Overrides;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Requests;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after overrides that nobody else does: writes back those that the store has lost, and takes away those that have
 * ended. Both by compare-and-set, so several admins do each once, and an operator who was quicker has the last word. One
 * change at a time, and no other waits for one that is never answered. What has failed is tried again, one each
 * {@link #RETRY} and the next at once after a success; what is new does not wait for it.
 *
 * <p>All its state belongs to one serial executor.
 */
final class OverrideKeeper {

    private static final Logger log = LoggerFactory.getLogger(OverrideKeeper.class);
    private static final Duration TIDY_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** Longer than a store's own patience: this is for answers that never come. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final String AUTHOR = "ha-admin";
    /** A reason may contain anything: they must not fill memory or the log. */
    private static final int MOST_REASONS = 20;

    /** @param before what is there now, as far as is known; null for none */
    private record Task(String action, @Nullable OperatorOverride before, Change change) {}

    private final Directory directory;
    private final Registry registry;
    private final AuditLog audit;
    private final SerialExecutor serial;
    private final Requests requests;
    // each instance is in one of them at most
    private final Map<InstanceKey, Task> due = new LinkedHashMap<>();
    private final Map<InstanceKey, Task> failed = new LinkedHashMap<>();
    private final Set<String> said = new HashSet<>();
    private @Nullable Subscription losses;
    private @Nullable Cancellable retry;
    private boolean busy;
    private boolean stopped;

    OverrideKeeper(Directory directory, Registry registry, Time time, AuditLog audit) {
        this.directory = directory;
        this.registry = registry;
        this.audit = audit;
        this.serial = time.serial("admin overrides");
        this.requests = new Requests(serial, LIMIT);
    }

    void start() {
        losses = directory.onLost(word -> serial.execute(() -> add(new Task("restore", null, word))));
        serial.schedule(TIDY_INTERVAL, this::tidy);
    }

    void stop() {
        if (losses != null) {
            losses.close();
        }
        serial.execute(() -> {
            stopped = true;
            due.clear();
            failed.clear();
            if (retry != null) {
                retry.cancel();
            }
        });
    }

    private void tidy() {
        directory.overrides().thenAccept(known -> serial.execute(() -> removeEnded(known)));
    }

    private void removeEnded(Overrides known) {
        for (OperatorOverride override : known.all()) {
            if (!override.holdsAt(known.now())) {
                add(new Task("end", override, new Change.RemoveOverride(override.key(), override.version())));
            }
        }
        if (!stopped) {
            serial.schedule(TIDY_INTERVAL, this::tidy);
        }
    }

    private void add(Task task) {
        if (failed.replace(task.change().key(), task) == null) {
            due.put(task.change().key(), task);
        }
        next();
    }

    private void next() {
        Map<InstanceKey, Task> from = due.isEmpty() && retry == null ? failed : due;
        if (busy || stopped || from.isEmpty()) {
            return;
        }
        busy = true;
        Task task = from.values().iterator().next();
        requests.send(
                "the change",
                () -> registry.change(task.change()),
                changed -> finish(task, changed.result()),
                reason -> postpone(task, reason));
    }

    private void finish(Task task, Changed.Result result) {
        busy = false;
        InstanceKey key = task.change().key();
        if (!due.remove(key, task)) {
            failed.remove(key, task);
        }
        if (due.isEmpty() && failed.isEmpty()) {
            said.clear();
        }
        if (result == Changed.Result.APPLIED) {
            OperatorOverride after = task.change() instanceof Change.PutOverride put ? put.override() : null;
            audit.override(task.action(), AUTHOR, key, task.before(), after, AuditLog.Result.APPLIED);
        }
        next();
    }

    /** It may be this one alone that fails: the others come first. */
    private void postpone(Task task, String reason) {
        busy = false;
        if (stopped) {
            return;
        }
        InstanceKey key = task.change().key();
        if (due.remove(key, task) || failed.remove(key, task)) {
            failed.put(key, task);
        }
        if (said.size() < MOST_REASONS && said.add(reason)) {
            log.warn(
                    "The {} of the override of {} has failed: {}; it is tried again every {} s, and others that fail like"
                            + " this are not said",
                    task.action(),
                    key,
                    reason,
                    RETRY.toSeconds());
        }
        if (retry == null) {
            retry = serial.schedule(RETRY, () -> {
                retry = null;
                next();
            });
        }
        next();
    }
}
