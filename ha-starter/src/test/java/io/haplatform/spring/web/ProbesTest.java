package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import io.haplatform.spring.support.RunningApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private static final ProbeAnswer GOOD = ProbeAnswer.of(200, "UP");
    private static final ProbeAnswer BAD = ProbeAnswer.of(503, "DOWN");

    private final ManualTime time = new ManualTime();
    private final List<Probe> looks = new ArrayList<>();
    private ProbeAnswer source = GOOD;
    private @Nullable String notReady;
    private boolean broken;
    private final Probes probes = new Probes(
            probe -> {
                looks.add(probe);
                return source;
            },
            new Probes.Gate() {
                @Override
                public @Nullable String notReady() {
                    return notReady;
                }

                @Override
                public boolean isBroken() {
                    return broken;
                }
            },
            new ProbePolicy(Duration.ofSeconds(2), Duration.ofSeconds(60)),
            time);

    @Test
    void asksNobodyWhenItAnswers() {
        probes.look(Probe.READY);
        looks.clear();

        assertThat(probes.answer(Probe.READY)).isEqualTo(GOOD);
        assertThat(probes.answer(Probe.READY)).isEqualTo(GOOD);
        assertThat(looks).isEmpty();
    }

    @Test
    void isAliveBeforeItHasLookedButNeitherHealthyNorReady() {
        assertThat(probes.answer(Probe.LIVE).status()).isEqualTo(200);
        assertThat(probes.answer(Probe.READY).status()).isEqualTo(503);
        assertThat(probes.answer(Probe.HEALTH).status()).isEqualTo(503);
    }

    @Test
    void isNotReadyAtOnceWhenItTakesNoTraffic() {
        probes.look(Probe.READY);
        notReady = "draining";

        assertThat(probes.answer(Probe.READY)).isEqualTo(ProbeAnswer.of(503, "OUT_OF_SERVICE"));
        assertThat(probes.answer(Probe.LIVE).status()).isEqualTo(200);
    }

    @Test
    void isDeadAtOnceWhenItIsBroken() {
        probes.look(Probe.LIVE);
        broken = true;

        assertThat(probes.answer(Probe.LIVE)).isEqualTo(ProbeAnswer.of(503, "DOWN"));
    }

    @Test
    void believesNoOldAnswerExceptThatItIsAlive() {
        probes.look(Probe.READY);
        probes.look(Probe.LIVE);
        time.advance(Duration.ofSeconds(61));

        assertThat(probes.answer(Probe.READY)).isEqualTo(ProbeAnswer.of(503, "UNKNOWN"));
        assertThat(probes.answer(Probe.LIVE)).isEqualTo(GOOD);
    }

    @Test
    void tellsReadinessByHealthAloneSoThatAnOperatorsWordIsNotTakenForTheOwners() {
        List<String> told = new ArrayList<>();
        probes.addListener((ready, reason) -> told.add(ready + " " + reason));
        notReady = "MAINTENANCE set by ann";
        probes.look(Probe.READY);
        source = BAD;
        probes.look(Probe.READY);
        probes.look(Probe.READY);

        assertThat(told).containsExactly("true ", "false readiness is {\"status\":\"DOWN\"}");
    }

    @Test
    void aSourceThatThrowsIsBadHealthAndALaterGoodLookHealsIt() {
        Probes failing = new Probes(
                probe -> {
                    if (source.equals(BAD)) {
                        throw new IllegalStateException("no health today");
                    }
                    return source;
                },
                gate(),
                new ProbePolicy(Duration.ofSeconds(2), Duration.ofSeconds(60)),
                time);
        source = BAD;
        failing.look(Probe.HEALTH);
        assertThat(failing.answer(Probe.HEALTH).status()).isEqualTo(503);

        source = GOOD;
        failing.look(Probe.HEALTH);
        assertThat(failing.answer(Probe.HEALTH).status()).isEqualTo(200);
    }

    @Test
    void oneBadLookIsNotYetNotReady() {
        List<String> told = new ArrayList<>();
        probes.addListener((ready, reason) -> told.add(ready + " " + reason));
        for (ProbeAnswer answer : List.of(GOOD, BAD, GOOD, BAD, BAD, BAD, GOOD)) {
            source = answer;
            probes.look(Probe.READY);
        }

        String bad = "false readiness is {\"status\":\"DOWN\"}";
        assertThat(told).containsExactly("true ", "true ", bad, bad, "true ");
    }

    @Test
    void looksAgainAtOnceAfterABadLook() throws Exception {
        List<ProbeAnswer> answers = new CopyOnWriteArrayList<>(List.of(GOOD, BAD, BAD));
        CountDownLatch notReady = new CountDownLatch(1);
        try (Running running = new Running(probe -> {
            if (probe != Probe.READY) {
                return GOOD;
            }
            return answers.size() > 1 ? answers.remove(0) : answers.get(0);
        })) {
            running.probes.addListener((ready, reason) -> {
                if (!ready) {
                    notReady.countDown();
                }
            });
            running.probes.start();
            await(() -> answers.size() < 3);
            running.probes.refresh();

            // the next look by itself is an hour away
            assertThat(notReady.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aBadLookThatAChangeHasOvertakenCountsForNothing() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        try (Running running = new Running(probe -> {
            if (probe != Probe.READY) {
                return GOOD;
            }
            int look = seen.incrementAndGet();
            if (look == 2) {
                looking.countDown();
                awaitQuietly(gate);
            }
            return look <= 2 ? BAD : GOOD;
        })) {
            running.probes.addListener((ready, reason) -> told.add(ready + " " + reason));
            running.probes.start();
            assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();
            running.probes.refresh();
            gate.countDown();
            await(() -> seen.get() >= 3 && !told.isEmpty());

            assertThat(told).containsOnly("true ");
        }
    }

    @Test
    void anErrorIsBadHealthTooAndTheLooksGoOn() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        try (Running running = new Running(probe -> {
            if (probe == Probe.LIVE && seen.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("a driver that is not there");
            }
            return GOOD;
        })) {
            running.probes.start();
            await(() -> running.probes.answer(Probe.LIVE).equals(ProbeAnswer.DOWN));
            running.probes.refresh();
            await(() -> running.probes.answer(Probe.LIVE).equals(GOOD));
        }
    }

    @Test
    void aLookThatHangsWhenItIsStoppedDoesNotKeepTheNextStartFromLooking() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        try (Running running = new Running(probe -> {
            if (probe == Probe.READY && seen.incrementAndGet() == 1) {
                looking.countDown();
                awaitQuietly(gate);
                return BAD;
            }
            return GOOD;
        })) {
            running.probes.start();
            assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();
            running.probes.stop();
            running.probes.start();
            await(() -> running.probes.answer(Probe.READY).equals(GOOD));
            gate.countDown();
        }
    }

    @Test
    void anErrorOfAListenerEndsNoLooks() {
        AtomicInteger told = new AtomicInteger();
        try (Running running = new Running(probe -> GOOD)) {
            running.probes.onLook(() -> {
                throw new NoClassDefFoundError("a meter that is not there");
            });
            running.probes.addListener((ready, reason) -> {
                throw new NoClassDefFoundError("a registry that is not there");
            });
            running.probes.addListener((ready, reason) -> told.incrementAndGet());
            running.probes.start();
            await(() -> told.get() == 1);
            running.probes.refresh();
            await(() -> told.get() == 2);
        }
    }

    @Test
    void aListenerToLooksThatThrowsIsNoBadHealth() {
        probes.onLook(() -> {
            throw new IllegalStateException("no meter today");
        });
        probes.look(Probe.READY);

        assertThat(probes.answer(Probe.READY)).isEqualTo(GOOD);
    }

    /** Probes on their own threads, whose next look by themselves is an hour away. */
    private static final class Running implements AutoCloseable {

        private final Probes probes;

        Running(HealthSource source) {
            this.probes = new Probes(
                    source, gate(), new ProbePolicy(Duration.ofHours(1), Duration.ofHours(2)), new ManualTime());
        }

        @Override
        public void close() {
            probes.stop();
        }
    }

    private static void await(BooleanSupplier condition) {
        RunningApplication.await("what is looked for", condition);
    }

    /** Deaf to interrupts, as checks can be. */
    private static void awaitQuietly(CountDownLatch gate) {
        boolean done = false;
        while (!done) {
            try {
                gate.await();
                done = true;
            } catch (InterruptedException e) {
                // goes on waiting
            }
        }
    }

    private static Probes.Gate gate() {
        return new Probes.Gate() {
            @Override
            public @Nullable String notReady() {
                return null;
            }

            @Override
            public boolean isBroken() {
                return false;
            }
        };
    }
}
