package io.haplatform.spring.metrics;

import io.haplatform.core.balance.Balancer;
import io.haplatform.core.balance.Balancers;
import io.haplatform.core.balance.NoInstanceException;
import io.haplatform.core.balance.Node;
import io.haplatform.core.call.Call;
import io.haplatform.core.call.CallListener;
import io.haplatform.core.call.Outcome;
import io.haplatform.core.instance.Instance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Calls by load-balanced clients, as meters per service; not per instance, whose names come and go and would fill the
 * monitoring with series. A service has its meters from its first call on, if it has an instance then. Calls to names
 * that nobody has registered are counted together, under {@value #NOBODY}: such names may come from requests.
 */
public final class CallMeters implements CallListener, MeterBinder {

    /** How an attempt ended, by the values of the tag {@code result}; the first two also of {@code outcome}. */
    private enum Ending {
        SUCCESS,
        IGNORED,
        REFUSED,
        UNREACHABLE,
        TIMEOUT,
        RESET,
        STATUS,
        ERROR;

        static Ending of(Outcome outcome) {
            if (outcome instanceof Outcome.Failure failure) {
                return valueOf(failure.kind().name());
            }
            return outcome instanceof Outcome.Success ? SUCCESS : IGNORED;
        }

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A value of the tag {@code service} that no service can have for a name: those begin with a letter or digit. */
    static final String NOBODY = "_unknown";

    private final Balancers balancers;
    private final Tags tags;
    private final ConcurrentHashMap<String, OfService> services = new ConcurrentHashMap<>();
    private final OfService nobody = new OfService(NOBODY, null);
    private final CopyOnWriteArrayList<MeterRegistry> bound = new CopyOnWriteArrayList<>();

    /** @param tags that each meter carries */
    public CallMeters(Balancers balancers, Tags tags) {
        this.balancers = balancers;
        this.tags = tags;
    }

    @Override
    public synchronized void bindTo(MeterRegistry meters) {
        bound.add(meters);
        nobody.bindTo(meters);
        services.values().forEach(service -> service.bindTo(meters));
    }

    @Override
    public void onAttempt(Call call, Instance instance, Outcome outcome, long nanos) {
        of(call.service()).count(outcome);
    }

    @Override
    public void onNoInstance(Call call, NoInstanceException why) {
        of(call.service()).withoutInstance.increment();
    }

    @Override
    public void onFinish(Call call, Outcome outcome, long nanos) {
        OfService service = of(call.service());
        service.retries.add(Math.max(0, call.tried().size() - 1));
        service.time(outcome, nanos);
    }

    private OfService of(String service) {
        OfService known = services.get(service);
        if (known != null) {
            return known;
        }
        Balancer balancer = balancers.of(service);
        // no lock here: while a service is down, each call to it comes this way
        return balancer.nodes().isEmpty() ? nobody : create(service, balancer);
    }

    private synchronized OfService create(String service, Balancer balancer) {
        OfService before = services.get(service);
        if (before != null) {
            return before;
        }
        OfService created = new OfService(service, balancer);
        bound.forEach(created::bindTo);
        services.put(service, created);
        return created;
    }

    private final class OfService {

        private final String service;
        private final @Nullable Balancer balancer;
        private final Map<Ending, LongAdder> attempts = new EnumMap<>(Ending.class);
        private final LongAdder retries = new LongAdder();
        private final LongAdder withoutInstance = new LongAdder();
        private final List<Timer> succeeded = new CopyOnWriteArrayList<>();
        private final List<Timer> failed = new CopyOnWriteArrayList<>();
        private final List<Timer> ignored = new CopyOnWriteArrayList<>();

        /** @param balancer null for the services that are not known */
        OfService(String service, @Nullable Balancer balancer) {
            this.service = service;
            this.balancer = balancer;
            for (Ending ending : Ending.values()) {
                attempts.put(ending, new LongAdder());
            }
        }

        void bindTo(MeterRegistry meters) {
            Binding to = new Binding(meters, tags).with(HaMeters.Tag.SERVICE, service);
            attempts.forEach((ending, count) ->
                    to.with(HaMeters.Tag.RESULT, ending.tag()).counter(HaMeters.CALL_ATTEMPTS, count, LongAdder::sum));
            to.counter(HaMeters.CALL_RETRIES, retries, LongAdder::sum);
            to.counter(HaMeters.CALLS_WITHOUT_INSTANCE, withoutInstance, LongAdder::sum);
            if (balancer != null) {
                to.gauge(HaMeters.CALLS_IN_FLIGHT, balancer, b -> b.nodes().stream()
                        .mapToInt(Node::inFlight)
                        .sum());
                to.gauge(HaMeters.INSTANCES_AVOIDED, balancer, b -> b.nodes().stream()
                        .filter(Node::isUnusable)
                        .count());
            }
            succeeded.add(to.with(HaMeters.Tag.OUTCOME, "success").timer(HaMeters.CALLS));
            failed.add(to.with(HaMeters.Tag.OUTCOME, "failure").timer(HaMeters.CALLS));
            ignored.add(to.with(HaMeters.Tag.OUTCOME, "ignored").timer(HaMeters.CALLS));
        }

        void count(Outcome outcome) {
            LongAdder count = attempts.get(Ending.of(outcome));
            if (count != null) {
                count.increment();
            }
        }

        void time(Outcome outcome, long nanos) {
            List<Timer> timers = outcome instanceof Outcome.Success
                    ? succeeded
                    : outcome instanceof Outcome.Failure ? failed : ignored;
            for (Timer timer : timers) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }
}
