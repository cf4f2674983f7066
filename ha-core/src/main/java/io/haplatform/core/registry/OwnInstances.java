package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.time.Time;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of this process, and what others see of them: each change of state is logged and told once.
 *
 * <p>Written by the registrar's executor alone; {@link #shown} may be read by any thread.
 */
final class OwnInstances {

    private static final Logger log = LoggerFactory.getLogger(Registrar.class);

    private static final String LEASE_PASSED =
            "its lease has passed without renewal, as after a pause of the process: the registry is asked again";

    private final Time time;
    private final Terms terms;
    private final Map<InstanceKey, OwnInstance> instances = new LinkedHashMap<>();
    private final Listeners<Own> listeners = new Listeners<>("the state of own instances");
    private final Map<InstanceKey, Shown> shown = new ConcurrentSkipListMap<>();

    /** What readers see, and until when on our own clock a claim to be registered is worth anything. */
    private record Shown(Own own, long leaseEnd) {}

    OwnInstances(Time time, Terms terms) {
        this.time = time;
        this.terms = terms;
    }

    Collection<OwnInstance> all() {
        return instances.values();
    }

    @Nullable
    OwnInstance get(InstanceKey key) {
        return instances.get(key);
    }

    boolean contains(OwnInstance own) {
        return instances.get(own.key()) == own;
    }

    /** @return the one that had this key */
    @Nullable
    OwnInstance put(OwnInstance own) {
        OwnInstance before = instances.put(own.key(), own);
        show(own);
        return before;
    }

    @Nullable
    OwnInstance remove(InstanceKey key) {
        shown.remove(key);
        return instances.remove(key);
    }

    Subscription onState(Consumer<Own> listener) {
        return listeners.add(listener);
    }

    /**
     * A registration has succeeded. The lease counts from when the request left: the store cannot have
     * granted it earlier, and a reply that has been waiting for a paused process is worth nothing.
     */
    void registered(OwnInstance own, long sentAt) {
        extend(own, sentAt);
        if (hasLease(own)) {
            become(own, State.REGISTERED, "");
        } else {
            show(own);
        }
    }

    /** As {@link #registered}, but what was rejected stays so: what is renewed is the registration of before. */
    void renewed(OwnInstance own, long sentAt) {
        if (own.state == State.REJECTED) {
            extend(own, sentAt);
            show(own);
        } else {
            registered(own, sentAt);
        }
    }

    private void extend(OwnInstance own, long sentAt) {
        own.renewedNanos = sentAt;
        own.renewedAt = time.now();
    }

    /** Claims that have outlived their lease are withdrawn. */
    void withdrawLapsed() {
        for (OwnInstance own : instances.values()) {
            if (own.state == State.REGISTERED && !hasLease(own)) {
                become(own, State.REGISTERING, LEASE_PASSED);
            }
        }
    }

    private boolean hasLease(OwnInstance own) {
        return time.nanos() - own.renewedNanos < terms.lease().toNanos();
    }

    /** The registry is away for all of these, which is said in one sentence however many they are. */
    void away(Collection<OwnInstance> all, String reason) {
        List<OwnInstance> news = new ArrayList<>();
        for (OwnInstance own : all) {
            if (change(own, State.AWAY, reason)) {
                news.add(own);
            }
        }
        if (!news.isEmpty()) {
            say(news.get(0), news.size() == 1 ? "" : " and " + (news.size() - 1) + " more");
        }
        news.forEach(this::tell);
    }

    void become(OwnInstance own, State state, String reason) {
        if (change(own, state, reason)) {
            say(own, "");
            tell(own);
        }
    }

    /** @return whether that is news */
    private boolean change(OwnInstance own, State state, String reason) {
        // while the registry is away its errors may vary from try to try: that is no news
        boolean news = own.state != state || (state != State.AWAY && !own.reason.equals(reason));
        own.state = state;
        own.reason = reason;
        show(own);
        return news;
    }

    private void tell(OwnInstance own) {
        listeners.tell(new Own(own.registration, own.state, own.reason, own.renewedAt));
    }

    private static void say(OwnInstance own, String andMore) {
        switch (own.state) {
            case REGISTERED -> log.info("{} at {} is registered", own.key(), own.registration.address());
            case REGISTERING -> log.info("{} is being registered: {}", own.key(), own.reason);
            case HELD, AWAY ->
                log.warn(
                        "{}{} cannot be {} now, which is retried: {}",
                        own.key(),
                        andMore,
                        own.isStored() ? "renewed" : "registered",
                        own.reason);
            case REJECTED -> log.error("{} is not registered: {}", own.key(), own.reason);
            case SUPERSEDED ->
                log.warn("{} is given up, and serves only whoever still calls it: {}", own.key(), own.reason);
        }
    }

    /** Makes the present state visible. */
    void show(OwnInstance own) {
        shown.put(
                own.key(),
                new Shown(
                        new Own(own.registration, own.state, own.reason, own.renewedAt),
                        own.renewedNanos + terms.lease().toNanos()));
    }

    /** Sorted, as they stand at this moment: after a pause this may be asked before any timer has fired. */
    List<Own> shown() {
        long now = time.nanos();
        return shown.values().stream().map(s -> truth(s, now)).toList();
    }

    private static Own truth(Shown shown, long now) {
        Own own = shown.own();
        return own.state() == State.REGISTERED && now - shown.leaseEnd() >= 0
                ? new Own(own.registration(), State.REGISTERING, LEASE_PASSED, own.renewedAt())
                : own;
    }
}
