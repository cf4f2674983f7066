package io.haplatform.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.balance.Services;
import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one caller was refused, another one avoids. */
class WitnessTest {

    private static final Duration LEASE = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(1);
    // nobody renews here: leases are long
    private final LeasePolicy policy = new LeasePolicy(Duration.ofSeconds(2), LEASE);
    private final InMemoryRegistry registry = new InMemoryRegistry(time, policy, random);
    private final Directory others = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
    private final Caller caller = new Caller("caller-1");

    /** A process that calls. */
    private final class Caller {

        private final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
        private final Registrar registrar;
        private final Witness witness;

        Caller(String process) {
            this(process, random);
        }

        /** @param hesitation says how long it waits before it speaks */
        Caller(String process, RandomGenerator hesitation) {
            this.registrar = new Registrar(registry, directory, policy, time, random, process, RefusalProbe.NONE);
            this.witness = new Witness(registrar.refusals(), directory, time, hesitation);
            directory.follow(List.of("orders"));
            directory.start();
            registrar.start();
        }

        void isRefused(String id) {
            Instance instance = directory.view("orders").instance(key(id));
            if (instance == null) {
                throw new AssertionError(id + " must be listed");
            }
            witness.onRefused(instance, "connection refused");
        }

        void isAnswered(String id) {
            Instance instance = directory.view("orders").instance(key(id));
            if (instance != null) {
                witness.onAnswered(instance);
            }
        }
    }

    @BeforeEach
    void start() {
        others.follow(List.of("orders"));
        others.start();
        register(10, "1");
        pass(Duration.ofSeconds(5));
    }

    @Test
    void othersSuspectWhoRefusedAConnectionOfThisProcess() {
        caller.isRefused("n3");
        pass(Duration.ofMillis(200));

        assertThat(suspects()).containsExactly("n3");
        assertThat(observations("n3")).singleElement().satisfies(seen -> {
            assertThat(seen.observer()).isEqualTo("caller-1");
            assertThat(seen.evidence()).isEqualTo(Observation.Evidence.REFUSED);
            assertThat(seen.expiresAt()).isEqualTo(seen.at().plusSeconds(10));
        });
    }

    @Test
    void aWordHoldsForTenSecondsUnlessItIsSaidAnew() {
        caller.isRefused("n3");
        pass(Duration.ofSeconds(9));
        assertThat(suspects()).containsExactly("n3");
        caller.isRefused("n3");

        pass(Duration.ofSeconds(9));
        assertThat(suspects()).containsExactly("n3");
        pass(Duration.ofSeconds(2));
        assertThat(suspects()).isEmpty();
    }

    @Test
    void whatHoldsIsNotSaidAgain() {
        caller.isRefused("n3");
        pass(Duration.ofMillis(200));
        long revision = revision();
        for (int i = 0; i < 5; i++) {
            caller.isRefused("n3");
            pass(Duration.ofSeconds(1));
        }

        assertThat(revision()).isEqualTo(revision);
    }

    @Test
    void whatAnotherOneSaidIsNotSaidAgain() {
        Caller second = new Caller("caller-2");
        pass(Duration.ofSeconds(5));
        caller.isRefused("n3");
        pass(Duration.ofMillis(200));

        second.isRefused("n3");
        pass(Duration.ofMillis(200));

        assertThat(observations("n3")).extracting(Observation::observer).containsExactly("caller-1");
    }

    @Test
    void anAnswerTakesTheWordBack() {
        caller.isRefused("n3");
        pass(Duration.ofMillis(200));

        caller.isAnswered("n3");
        pass(Duration.ofMillis(200));

        assertThat(suspects()).isEmpty();
    }

    @Test
    void anAnswerThatComesAtOnceIsTheLastWord() {
        caller.isRefused("n3");
        caller.isAnswered("n3");
        pass(Duration.ofMillis(500));

        assertThat(suspects()).isEmpty();
    }

    @Test
    void whoIsRefusedEverywhereAccusesAThirdOfAServiceAtMost() {
        for (int i = 0; i < 10; i++) {
            caller.isRefused("n" + i);
        }
        pass(Duration.ofMillis(500));

        assertThat(suspects()).hasSize(4);
    }

    @Test
    void andTwentyInstancesAtMost() {
        register(100, "1");
        pass(Duration.ofMillis(200));
        for (int i = 0; i < 100; i++) {
            caller.isRefused("n" + i);
        }
        pass(Duration.ofMillis(500));

        assertThat(suspects()).hasSize(20);
    }

    @Test
    void norMoreWhenAllIsSeenAtOneMoment() {
        RandomGenerator none = () -> 0;
        Caller sudden = new Caller("caller-2", none);
        pass(Duration.ofSeconds(5));
        for (int i = 0; i < 10; i++) {
            sudden.isRefused("n" + i);
        }
        pass(Duration.ofMillis(200));

        assertThat(suspects()).hasSize(4);
    }

    @Test
    void anAccusationThatHasEndedTakesNobodysPlace() {
        leave(3, 10);
        caller.isRefused("n0");
        pass(Duration.ofMillis(200));
        leave(0, 1);
        pass(Duration.ofMinutes(1));

        caller.isRefused("n1");
        pass(Duration.ofMillis(200));

        assertThat(suspects()).containsExactly("n1");
    }

    @Test
    void theOnlyInstanceMayBeAccusedToo() {
        leave(1, 10);

        caller.isRefused("n0");
        pass(Duration.ofMillis(200));

        assertThat(suspects()).containsExactly("n0");
    }

    @Test
    void aRestartIsBornInnocent() {
        caller.isRefused("n3");
        register(10, "2");
        pass(Duration.ofMillis(500));

        assertThat(suspects()).isEmpty();
    }

    private static InstanceKey key(String id) {
        return new InstanceKey("orders", id);
    }

    private void register(int size, String incarnation) {
        registry.register(IntStream.range(0, size)
                .mapToObj(i ->
                        Services.instance("orders", "n" + i + "#" + incarnation).registration())
                .toList());
        time.run();
    }

    private void leave(int from, int to) {
        for (int i = from; i < to; i++) {
            registry.change(new Change.Deregister(key("n" + i), "1"));
        }
        pass(Duration.ofMillis(200));
    }

    private void pass(Duration duration) {
        time.advance(duration);
    }

    private long revision() {
        return others.status().applied().revision();
    }

    private List<String> suspects() {
        return others.view("orders").instances().stream()
                .filter(instance -> instance.status() == Status.SUSPECT)
                .map(instance -> instance.key().id())
                .toList();
    }

    private List<Observation> observations(String id) {
        Instance instance = others.view("orders").instance(key(id));
        return instance == null ? List.of() : instance.observations();
    }
}
