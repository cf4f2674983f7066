package io.haplatform.spring.discovery;

import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.ServiceView;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.cloud.client.ServiceInstance;
import reactor.core.scheduler.Schedulers;

/**
 * Answers Spring Cloud's discovery clients from the directory's memory.
 *
 * <p>They get the instances that may be called: those that are up and take traffic; only when there is none, those that
 * are under suspicion.
 */
public final class Lookups {

    private final Directory directory;
    private final CopyOnWriteArrayList<Consumer<Answer>> listeners = new CopyOnWriteArrayList<>();

    /** How a lookup was answered. */
    public enum Answer {
        /** While the registry was followed. */
        LIVE,
        /** From what was last known, because the registry was away. */
        STALE,
        /** Not at all: the registry had not told of this service yet. */
        UNKNOWN
    }

    public Lookups(Directory directory) {
        this.directory = directory;
    }

    /** Told of each lookup, on the thread that looks up. */
    public void addListener(Consumer<Answer> listener) {
        listeners.add(listener);
    }

    List<String> services() {
        return directory.services().stream().sorted().toList();
    }

    /** Only the very first lookup of a service may wait for the registry, and never on a thread that must not block. */
    List<ServiceInstance> now(String service) {
        ServiceView view = directory.view(service);
        if (!view.known() && !Schedulers.isInNonBlockingThread()) {
            view = directory.lookup(service).toCompletableFuture().join();
        }
        return count(view);
    }

    CompletionStage<List<ServiceInstance>> later(String service) {
        return directory.lookup(service).thenApply(this::count);
    }

    private List<ServiceInstance> count(ServiceView view) {
        Answer answer = !view.known() ? Answer.UNKNOWN : directory.status().available() ? Answer.LIVE : Answer.STALE;
        listeners.forEach(listener -> listener.accept(answer));
        return callable(view);
    }

    private static List<ServiceInstance> callable(ServiceView view) {
        List<ServiceInstance> up = withStatus(view, Status.UP);
        return up.isEmpty() ? withStatus(view, Status.SUSPECT) : up;
    }

    private static List<ServiceInstance> withStatus(ServiceView view, Status status) {
        return view.instances().stream()
                .filter(instance -> instance.status() == status && instance.weight() > 0)
                .<ServiceInstance>map(HaServiceInstance::new)
                .toList();
    }
}
