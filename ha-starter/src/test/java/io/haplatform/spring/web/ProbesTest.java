package io.haplatform.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
