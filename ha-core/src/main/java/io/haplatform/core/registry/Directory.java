package io.haplatform.core.registry;

import io.haplatform.core.instance.Names;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is there, in the memory of this process: follows the registry's log and gives out immutable
 * {@linkplain ServiceView views}. Looking something up is one read of a map and one volatile read, whatever the registry
 * does.
 *
 * <p>While the registry is away every view stays as it was. When the registry comes back with its data lost, instances
 * it no longer knows stay for two leases, because their owners need time to register again, and longer while many are
 * missing ({@link DirectoryStatus#kept}).
 *
 * <p>Thread-safe. All state is written inside one serial executor, which also calls the listeners, in order; a listener
 * that throws is logged and does not disturb the others. Listeners must not block. Close it before its {@link Time}.
 */
public final class Directory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Directory.class);
    private static final String NOT_YET = "the registry has not answered yet";

    private final Time time;
    private final SerialExecutor serial;
    private final DirectorySync sync;
    private final Views views;
    private final Listeners<RegistryEvent> eventListeners = new Listeners<>("registry events");
    private final Listeners<Change.PutOverride> lossListeners = new Listeners<>("operators' words that were lost");
    private final Listeners<DirectoryStatus> statusListeners = new Listeners<>("the directory's status");
    private volatile Set<String> names = Set.of();
    private volatile DirectoryStatus status;

    public Directory(Registry registry, Time time, DirectoryPolicy policy) {
        this(registry, time, policy, RandomGenerator.getDefault());
    }

    /** @param random spreads the retries of many processes */
    public Directory(Registry registry, Time time, DirectoryPolicy policy, RandomGenerator random) {
        this(registry, time, policy, random, null);
    }

    /** @param file keeps what is known for a start while the registry is away; null when nothing is to be kept */
    public Directory(
            Registry registry, Time time, DirectoryPolicy policy, RandomGenerator random, @Nullable SnapshotFile file) {
        this.time = time;
        this.serial = time.serial("the directory");
        this.status = new DirectoryStatus(
                false, NOT_YET, time.now(), Position.NONE, 0, 0, Protection.NONE, List.of(), "", null);
        this.sync = new DirectorySync(registry, time, serial, policy, random, file, new Published());
        this.views = new Views(
                serial,
                policy,
                service -> names.contains(service),
                service -> serial.execute(() -> sync.follow(List.of(service))));
    }

    /** Begins to follow the registry. Returns at once, whether the registry is there or not. */
    public void start() {
        serial.execute(sync::start);
    }

    /** Follows these services from now on, as a {@link #view} of each would. */
    public void follow(Collection<String> services) {
        services.forEach(service -> views.of(Names.service(service)));
    }

    /** Follows every service of the namespace, those of the future too. */
    public void followAll() {
        serial.execute(sync::followAll);
    }

    /**
     * The service as far as this process knows. Never blocks; the first call for a service begins to follow it and gets
     * a view that is not {@linkplain ServiceView#known() known} yet.
     */
    public ServiceView view(String service) {
        return views.of(service).view();
    }

    /**
     * The service once it is known. The very first lookup of a service that nobody followed may wait for the registry,
     * at most the policy's first-lookup timeout, and then gets the unknown view; later ones do not wait.
     *
     * @return completes on the directory's executor, or is complete already
     */
    public CompletionStage<ServiceView> lookup(String service) {
        return views.of(service).lookup();
    }

    /** Every service this process follows, as far as it knows them. Begins to follow nothing. */
    public List<ServiceView> views() {
        return views.all();
    }

    /** The names of all services of the namespace that have an instance, followed or not. */
    public Set<String> services() {
        return names;
    }

    /**
     * What operators have said of instances of followed services. Asks the registry for nothing.
     *
     * @return completes on the directory's executor; never, once the directory's {@link Time} is closed
     */
    public CompletionStage<Overrides> overrides() {
        CompletableFuture<Overrides> answer = new CompletableFuture<>();
        serial.execute(() -> answer.complete(sync.overrides()));
        return answer;
    }

    public DirectoryStatus status() {
        return status;
    }

    /** Everything that happens to instances of followed services from now on, in order. */
    public Subscription onEvent(Consumer<? super RegistryEvent> listener) {
        return eventListeners.add(listener);
    }

    /**
     * Operators' words that hold and that the store has lost after this directory had seen them there, each as the change
     * that says it again. Several processes may make that change: the first one wins, and whoever has changed the
     * override since keeps what he said. What is only known from a {@link SnapshotFile} is not told.
     */
    public Subscription onLost(Consumer<? super Change.PutOverride> listener) {
        return lossListeners.add(listener);
    }

    /** The current view at once (on the directory's executor), and each new one. Begins to follow the service. */
    public Subscription onView(String service, Consumer<ServiceView> listener) {
        Views.Slot slot = views.of(service);
        return subscribe(slot.listeners(), listener, slot::view);
    }

    /**
     * The current status at once (on the directory's executor), and again when availability or rejected entries change,
     * when what was restored or lost comes into use or goes out of it, and when protection begins or ends.
     */
    public Subscription onStatus(Consumer<DirectoryStatus> listener) {
        return subscribe(statusListeners, listener, () -> status);
    }

    /**
     * Compares what has been applied with what a renewal's reply says: another store, another history or a log that
     * brings nothing for over a second means that the followed services are read anew.
     *
     * @param sent what had been applied when the renewal was sent
     */
    void check(Renewed renewed, Position sent) {
        serial.execute(() -> sync.check(renewed, sent));
        told(renewed.protection());
    }

    /** A renewal of this process was refused or not answered. */
    void renewalFailed() {
        serial.execute(sync::disturb);
    }

    /** The registry says whether it holds removals back. */
    void told(Protection protection) {
        serial.execute(() -> {
            if (protection.equals(status.protection())) {
                return;
            }
            boolean before = status.protection().active();
            status = status.under(protection);
            if (protection.active() && !before) {
                log.warn(
                        "The registry holds removals back: {}; that ends when {}",
                        protection.cause(),
                        protection.release());
            } else if (before && !protection.active()) {
                log.info("The registry removes instances whose lease has ended again");
            }
            if (before != protection.active()) {
                statusListeners.tell(status);
            }
        });
    }

    /** Stops following. Views stay readable as they are, and whoever waits for a lookup gets the view there is. */
    @Override
    public void close() {
        serial.execute(() -> {
            sync.close();
            views.close();
        });
    }

    private <T> Subscription subscribe(Listeners<T> listeners, Consumer<T> listener, Supplier<T> current) {
        AtomicBoolean ended = new AtomicBoolean();
        List<Subscription> inner = new ArrayList<>(1);
        serial.execute(() -> {
            if (!ended.get()) {
                inner.add(listeners.add(listener));
                listeners.tell(listener, current.get());
            }
        });
        return () -> {
            ended.set(true);
            serial.execute(() -> inner.forEach(Subscription::close));
        };
    }

    /** Makes what the sync finds visible. */
    private final class Published implements DirectoryOutput {

        @Override
        public void view(ServiceView view) {
            views.publish(view);
        }

        @Override
        public void event(RegistryEvent event) {
            eventListeners.tell(event);
        }

        @Override
        public void lost(Change.PutOverride word) {
            lossListeners.tell(word);
        }

        @Override
        public void names(Set<String> present) {
            names = present;
        }

        @Override
        public void progress(
                Position applied, long snapshots, long gaps, List<String> rejected, @Nullable Instant restored) {
            DirectoryStatus before = status;
            status = before.reached(applied, snapshots, gaps, rejected, restored);
            if (!rejected.equals(before.rejected()) || !Objects.equals(restored, before.restored())) {
                statusListeners.tell(status);
            }
        }

        @Override
        public void kept(String words) {
            status = status.keeping(words);
            statusListeners.tell(status);
        }

        @Override
        public void available(boolean available, String reason) {
            DirectoryStatus before = status;
            if (before.available() == available && (available || before.reason().equals(reason))) {
                return;
            }
            boolean turned = before.available() != available;
            status = before.available(available, available ? "" : reason, turned ? time.now() : before.since());
            if (available) {
                log.info("The registry answers");
            } else if (turned || before.reason().equals(NOT_YET)) {
                log.warn("The registry is away, and what is known stays in use: {}", reason);
            }
            statusListeners.tell(status);
        }
    }
}
