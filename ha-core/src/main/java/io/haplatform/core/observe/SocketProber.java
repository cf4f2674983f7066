package io.haplatform.core.observe;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.observe.Prober.Answer.Kind;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Probes over a connection of its own: {@code GET /health/live} over {@code http}, the first message of a TLS handshake
 * over {@code https}. Any byte that comes back proves that somebody works there; what an operating system accepts for a
 * frozen process does not. Who only wants to know whether connections are refused gets one that is closed at once.
 *
 * <p>However many probes are under way, they share one selector on one thread, which goes when the last of them ends.
 * Only for {@linkplain io.haplatform.core.time.SystemTime real time}.
 */
public final class SocketProber implements Prober {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    /** What the JDK takes as an address without asking anybody. */
    private static final Pattern LITERAL_ADDRESS = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET + "|.*:.*");

    /** Fewer than the threads for what blocks: the selector needs one too. */
    private static final int LOOK_UPS = 2;

    private final Time time;
    private final SerialExecutor timers;
    private final Semaphore lookUps = new Semaphore(LOOK_UPS);
    private final ConcurrentLinkedQueue<Runnable> waitingLookUps = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Probe> added = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile @Nullable Selector selector;

    public SocketProber(Time time) {
        this.time = time;
        this.timers = time.serial("probes");
    }

    @Override
    public CompletionStage<Answer> probe(Instance instance, Duration timeout) {
        return probe(Target.of(instance.registration()), timeout);
    }

    /** Whether a connection is refused, as {@link io.haplatform.core.registry.RefusalProbe} has it. */
    public CompletionStage<Optional<String>> refusal(String host, int port, Duration timeout) {
        return probe(new Target(host, port, ""), timeout)
                .thenApply(answer -> answer.kind() == Kind.REFUSED ? Optional.of(answer.detail()) : Optional.empty());
    }

    private CompletionStage<Answer> probe(Target target, Duration timeout) {
        CompletableFuture<Answer> result = new CompletableFuture<>();
        CompletionStage<Answer> told = result.minimalCompletionStage();
        long deadline = time.nanos() + timeout.toNanos();
        if (LITERAL_ADDRESS.matcher(target.host()).matches()) {
            add(new Probe(target, target.resolved(), timeout, deadline, result));
        } else {
            Cancellable limit = timers.schedule(
                    timeout,
                    () -> result.complete(new Answer(
                            Kind.SILENT,
                            "host name " + target.host() + " was not looked up within " + timeout.toMillis() + " ms")));
            told.whenComplete((answer, failure) -> limit.cancel());
            waitingLookUps.add(() -> {
                if (!result.isDone()) {
                    add(new Probe(target, target.resolved(), timeout, deadline, result));
                }
            });
            lookUp();
        }
        return told;
    }

    /** A look-up blocks, for seconds if it has to: never on the selector's thread. */
    private void lookUp() {
        if (!waitingLookUps.isEmpty() && lookUps.tryAcquire()) {
            time.blocking().execute(() -> {
                try {
                    Runnable next = waitingLookUps.poll();
                    if (next != null) {
                        next.run();
                    }
                } finally {
                    lookUps.release();
                    lookUp();
                }
            });
        }
    }

    private void add(Probe probe) {
        added.add(probe);
        if (unfinished.getAndIncrement() == 0) {
            time.blocking().execute(this::run);
        } else {
            Selector current = selector;
            if (current != null) {
                current.wakeup();
            }
        }
    }

    private void run() {
        List<Probe> running = new ArrayList<>();
        try (Selector opened = Selector.open()) {
            selector = opened;
            do {
                for (Probe probe = added.poll(); probe != null; probe = added.poll()) {
                    running.add(probe);
                    probe.start(opened);
                }
                opened.select(SocketProber::onReady, millisUntilNext(running));
                long now = time.nanos();
                running.forEach(probe -> probe.endIfDue(now));
            } while (unfinished.addAndGet(-removeEnded(running)) > 0);
        } catch (IOException | RuntimeException e) {
            // without a selector nobody can be asked: too many open files, most likely
            failAll(running, "could not be asked: " + Probe.words(e));
        }
    }

    private static void onReady(SelectionKey key) {
        ((Probe) key.attachment()).onReady(key);
    }

    private static int removeEnded(List<Probe> running) {
        int before = running.size();
        running.removeIf(Probe::isEnded);
        return before - running.size();
    }

    private long millisUntilNext(List<Probe> running) {
        long now = time.nanos();
        long nanos = Long.MAX_VALUE;
        for (Probe probe : running) {
            nanos = Math.min(nanos, probe.isEnded() ? 0 : probe.deadline() - now);
        }
        // at least one: zero would wait for ever
        return Math.max(1, (nanos + 999_999) / 1_000_000);
    }

    private void failAll(List<Probe> running, String why) {
        do {
            for (Probe probe = added.poll(); probe != null; probe = added.poll()) {
                running.add(probe);
            }
            running.forEach(probe -> probe.end(Kind.SILENT, why));
        } while (unfinished.addAndGet(-removeEnded(running)) > 0);
    }
}
