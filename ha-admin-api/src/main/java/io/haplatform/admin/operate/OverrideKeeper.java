package io.haplatform.admin.operate;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Overrides;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after overrides that nobody else does: writes back those that the store has lost, and takes away those that have
 * ended. Both by compare-and-set, so several admins do each once, and an operator who was quicker has the last word. One
 * change at a time; while the registry is away it waits.
 *
 * <p>All its state belongs to one serial executor.
 */
final class OverrideKeeper {

    private static final Logger log = LoggerFactory.getLogger(OverrideKeeper.class);
    private static final Duration TIDY_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final String AUTHOR = "ha-admin";

    /** @param before what is there now, as far as is known; null for none */
    private record Task(String action, @Nullable OperatorOverride before, Change change) {}

    private final Directory directory;
    private final Registry registry;
    private final AuditLog audit;
    private final SerialExecutor serial;
    private final Map<InstanceKey, Task> due = new LinkedHashMap<>();
    private @Nullable Subscription losses;
    private boolean busy;
    private boolean stopped;

    OverrideKeeper(Directory directory, Registry registry, Time time, AuditLog audit) {
        this.directory = directory;
        this.registry = registry;
        this.audit = audit;
        this.serial = time.serial("admin overrides");
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
        due.put(task.change().key(), task);
        next();
    }

    private void next() {
        if (busy || stopped || due.isEmpty()) {
            return;
        }
        busy = true;
        Task task = due.values().iterator().next();
        registry.change(task.change())
                .whenComplete((changed, failure) -> serial.execute(() -> {
                    busy = false;
                    if (failure != null) {
                        log.debug(
                                "The {} of {} has to wait: {}",
                                task.action(),
                                task.change().key(),
                                failure.getMessage());
                        serial.schedule(RETRY, this::next);
                        return;
                    }
                    due.remove(task.change().key(), task);
                    if (changed.result() == Changed.Result.APPLIED) {
                        OperatorOverride after =
                                task.change() instanceof Change.PutOverride put ? put.override() : null;
                        audit.override(
                                task.action(),
                                AUTHOR,
                                task.change().key(),
                                task.before(),
                                after,
                                AuditLog.Result.APPLIED);
                    }
                    next();
                }));
    }
}
