package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.registry.Swept.Silent;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SilenceProbeTest {

    private final ManualTime time = new ManualTime();
    private final SerialExecutor serial = time.serial("test");
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final Refusals refusals = registry.refusals(time, serial, "sweeper-1");
    private final List<String> asked = new ArrayList<>();
    private final List<CompletableFuture<Optional<String>>> answers = new ArrayList<>();
    private final SilenceProbe probe = new SilenceProbe(this::refusal, refusals, time, serial);

    private CompletionStage<Optional<String>> refusal(String host, int port, Duration timeout) {
        asked.add(host + " " + port);
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    @Test
    void publishesARefusedConnectionForTenSeconds() {
        swept(silent("a", "10.0.0.1:8080"));

        answer(Optional.of("connection to 10.0.0.1:8080 refused"));

        assertThat(published())
                .containsExactly(new Observation(
                        key("orders", "a"),
                        "first",
                        "sweeper-1",
                        Evidence.REFUSED,
                        "connection to 10.0.0.1:8080 refused",
                        time.now(),
                        time.now().plusSeconds(10)));
    }

    @Test
    void whatIsNoRefusalProvesNothing() {
        swept(silent("a", "10.0.0.1:8080"), silent("b", "10.0.0.2:8080"));

        answers.get(0).complete(Optional.empty());
        answers.get(1).completeExceptionally(new IllegalStateException("out of sockets"));
        time.run();

        assertThat(published()).isEmpty();
    }

    @Test
    void knocksAtTenAtATime() {
        swept(crowd(0, 25));
        assertThat(asked).hasSize(10);

        answers.get(3).complete(Optional.empty());
        time.run();
        assertThat(asked).hasSize(11);
    }

    @Test
    void noMoreWaitThanOneSweepNames() {
        for (int sweep = 0; sweep < 100; sweep++) {
            swept(crowd(sweep * Swept.SILENT, Swept.SILENT));
        }
        answerAll();

        assertThat(asked).hasSize(10 + Swept.SILENT);
    }

    @Test
    void whoHadNoTurnIsAskedAfterALaterSweep() {
        swept(crowd(0, Swept.SILENT));
        swept(crowd(Swept.SILENT, Swept.SILENT));
        answerAll();
        assertThat(asked).hasSize(60);

        swept(crowd(0, 2 * Swept.SILENT));
        answerAll();

        assertThat(asked).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void nobodyIsAskedAnyMoreOnceNobodyIsSilent() {
        swept(crowd(0, 25));
        swept();

        answers.forEach(answer -> answer.complete(Optional.empty()));
        time.run();

        assertThat(asked).hasSize(10);
    }

    @Test
    void knocksLessAndLessOften() {
        List<Integer> knocks = new ArrayList<>();
        for (int second = 0; second < 300; second++) {
            int before = asked.size();
            swept(silent("a", "10.0.0.1:8080"));
            answers.forEach(answer -> answer.complete(Optional.empty()));
            time.advance(Duration.ofSeconds(1));
            if (asked.size() > before) {
                knocks.add(second);
            }
        }

        assertThat(knocks).containsExactly(0, 2, 6, 14, 30, 62, 122, 182, 242);
    }

    @Test
    void asksAnewOnceNobodyWasSilentAnyMore() {
        swept(silent("a", "10.0.0.1:8080"));
        answer(Optional.empty());
        swept();

        swept(silent("a", "10.0.0.1:8080"));

        assertThat(asked).hasSize(2);
    }

    @Test
    void understandsAddressesAsInstancesRegisterThem() {
        swept(silent("a", "[fe80::1]:8080"), silent("b", "orders.example.org:443"));

        assertThat(asked).containsExactly("fe80::1 8080", "orders.example.org 443");
    }

    @Test
    void whatIsNoAddressIsNotAsked() {
        swept(
                silent("a", ""),
                silent("b", "10.0.0.1"),
                silent("c", "10.0.0.1:99999"),
                silent("d", "a b:80"),
                silent("e", ":80"),
                silent("f", "10.0.0.1:8080"));

        assertThat(asked).containsExactly("10.0.0.1 8080");
    }

    private static Silent silent(String id, String address) {
        return new Silent(key("orders", id), "first", address);
    }

    private static Silent[] crowd(int from, int size) {
        return IntStream.range(from, from + size)
                .mapToObj(i -> silent("n" + i, "10.0.0.1:" + (8000 + i)))
                .toArray(Silent[]::new);
    }

    private void swept(Silent... silent) {
        serial.execute(() ->
                probe.onSweep(new Swept(List.of(), List.of(), Arrays.asList(silent), Protection.NONE, Position.NONE)));
        time.run();
    }

    private void answer(Optional<String> answer) {
        answers.get(answers.size() - 1).complete(answer);
        time.run();
    }

    /** Also those who are asked because of it. */
    private void answerAll() {
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).complete(Optional.empty());
            time.run();
        }
    }

    private List<Observation> published() {
        return registry.changes.stream()
                .map(change -> ((Change.Observe) change.question()).observation())
                .toList();
    }
}
