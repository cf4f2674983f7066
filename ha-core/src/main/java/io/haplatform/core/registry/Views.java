package io.haplatform.core.registry;

import io.haplatform.core.instance.Names;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The view of each service that somebody has asked for, and who waits for the first one. Whoever asks for a service for the
 * first time has it followed; names from outside cannot fill the memory.
 *
 * <p>Any thread may ask; {@link #publish} and {@link #close} are for the directory's executor alone.
 */
final class Views {

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    private final SerialExecutor serial;
    private final DirectoryPolicy policy;
    private final Predicate<String> exists;
    private final Consumer<String> follow;
    private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final AtomicBoolean fullSaid = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param exists whether a service of this name has an instance somewhere
     * @param follow told, by any thread, of a service that was asked for the first time
     */
    Views(SerialExecutor serial, DirectoryPolicy policy, Predicate<String> exists, Consumer<String> follow) {
        this.serial = serial;
        this.policy = policy;
        this.exists = exists;
        this.follow = follow;
    }

    Slot of(String service) {
        Slot slot = slots.get(service);
        return slot == null ? newSlot(service) : slot;
    }

    List<ServiceView> all() {
        return slots.values().stream().map(slot -> slot.view).toList();
    }

    void publish(ServiceView view) {
        slots.computeIfAbsent(view.service(), s -> new Slot(view, true)).publish(view);
    }

    /** Views stay as they are, and whoever waits gets the one there is. */
    void close() {
        closed = true;
        slots.values().forEach(Slot::stopWaiting);
    }

    private Slot newSlot(String service) {
        if (!Names.isService(service)) {
            // nothing can be registered under such a name: that is all there is to know
            return new Slot(new ServiceView(service, true, 0, List.of()), true);
        }
        // what does exist is followed even when names from outside have filled the table
        if (slots.size() >= policy.maxServices() && !exists.test(service)) {
            if (fullSaid.compareAndSet(false, true)) {
                log.warn(
                        "Service {} and others are not looked up: this process follows {} services, the most it may",
                        service,
                        policy.maxServices());
            }
            return new Slot(ServiceView.unknown(service), true);
        }
        Slot mine = new Slot(ServiceView.unknown(service), false);
        Slot first = slots.putIfAbsent(service, mine);
        if (first != null) {
            return first;
        }
        follow.accept(service);
        return mine;
    }

    /** What readers see of one service; written by the executor alone. */
    final class Slot {

        private final Listeners<ServiceView> listeners = new Listeners<>("the view of a service");
        private final List<CompletableFuture<ServiceView>> waiting = new ArrayList<>();
        private @Nullable Cancellable limit;
        private volatile ServiceView view;
        private volatile boolean waited;

        /** @param waited whether a lookup is answered at once, known or not */
        private Slot(ServiceView view, boolean waited) {
            this.view = view;
            this.waited = waited;
        }

        ServiceView view() {
            return view;
        }

        Listeners<ServiceView> listeners() {
            return listeners;
        }

        /** See {@link Directory#lookup}. */
        CompletionStage<ServiceView> lookup() {
            if (isAnswered()) {
                return CompletableFuture.completedFuture(view);
            }
            CompletableFuture<ServiceView> answer = new CompletableFuture<>();
            serial.execute(() -> await(answer));
            return answer;
        }

        private boolean isAnswered() {
            return view.known() || waited || closed;
        }

        private void await(CompletableFuture<ServiceView> answer) {
            if (isAnswered()) {
                answer.complete(view);
                return;
            }
            waiting.add(answer);
            if (limit == null) {
                limit = serial.schedule(policy.firstLookupTimeout(), this::stopWaiting);
            }
        }

        private void stopWaiting() {
            waited = true;
            if (limit != null) {
                limit.cancel();
            }
            List<CompletableFuture<ServiceView>> answers = List.copyOf(waiting);
            waiting.clear();
            answers.forEach(answer -> answer.complete(view));
        }

        private void publish(ServiceView next) {
            view = next;
            stopWaiting();
            listeners.tell(next);
        }
    }
}
