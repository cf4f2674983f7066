package io.haplatform.spring.blocking;

import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Knows for each request factory how its requests are cut, and gives its connections a connect timeout where it has
 * none.
 *
 * <p>Thread-safe. Owns the threads on which libraries wait that cannot be woken; close it last.
 */
public final class Transports implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Transports.class);
    private static final String FACTORIES = "org.springframework.http.client.";
    private static final boolean APACHE =
            ClassUtils.isPresent("org.apache.hc.client5.http.classic.HttpClient", Transports.class.getClassLoader());
    private static final boolean REACTOR =
            ClassUtils.isPresent("reactor.netty.http.client.HttpClient", Transports.class.getClassLoader());

    private final Time time;
    private final AtomicBoolean copied = new AtomicBoolean();
    private final SerialExecutor timers;
    private final ExecutorService threads;
    // softly held: a client that is thrown away takes its transport with it
    private final Map<ClientHttpRequestFactory, Map<Duration, Transport>> known = new ConcurrentReferenceHashMap<>();

    public Transports(Time time) {
        this.time = time;
        this.timers = time.serial("attempts of blocking calls");
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons(),
                // after close: what is still to be closed behind somebody's back goes with the process
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** How requests of this factory are sent. */
    Transport of(ClientHttpRequestFactory factory, Duration connectTimeout) {
        Map<Duration, Transport> byTimeout = known.computeIfAbsent(factory, f -> new ConcurrentHashMap<>());
        return byTimeout.computeIfAbsent(connectTimeout, t -> make(factory, t));
    }

    /**
     * Starts the clock of an attempt.
     *
     * @param late what is said when its time is over
     * @param readAhead whether a small answer is to be read before the caller gets it
     */
    Exchange begin(Supplier<String> late, Duration timeout, boolean readAhead) {
        return new Exchange(late, timeout, readAhead, time, timers, threads);
    }

    private Transport make(ClientHttpRequestFactory factory, Duration connectTimeout) {
        if (isA(factory, "JdkClientHttpRequestFactory")) {
            ClientHttpRequestFactory limited = JdkFactories.withConnectTimeout(factory, connectTimeout);
            if (limited != factory && copied.compareAndSet(false, true)) {
                log.info(
                        "Clients over the JDK's HttpClient without a connect timeout go by a copy with one of {}ms;"
                                + " localAddress and priority cannot be read from an HttpClient and are not those of"
                                + " the original: give it a connectTimeout to have it used as it is",
                        connectTimeout.toMillis());
            }
            return new InterruptibleTransport(limited);
        }
        if (REACTOR && isA(factory, "ReactorClientHttpRequestFactory")) {
            return new InterruptibleTransport(ReactorFactories.withConnectTimeout(factory, connectTimeout));
        }
        if (isA(factory, "JettyClientHttpRequestFactory")) {
            return new InterruptibleTransport(factory);
        }
        if (APACHE && isA(factory, "HttpComponentsClientHttpRequestFactory")) {
            return new ApacheTransport(factory, connectTimeout);
        }
        return new HandedOverTransport(factory, connectTimeout, threads);
    }

    /** By name: the libraries behind these classes may be absent. */
    private static boolean isA(ClientHttpRequestFactory factory, String name) {
        for (Class<?> type = factory.getClass(); type != null; type = superclass(type)) {
            if (type.getName().equals(FACTORIES + name)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Class<?> superclass(Class<?> type) {
        return type.getSuperclass();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "ha-call-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
