package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.key;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the registrar share: one over a scripted registry, and short words for what that answers. */
abstract class RegistrarRules {

    static final InstanceKey A = key("orders", "a");
    static final Registration ORDERS_A = Sample.instance("orders", "a");
    static final Registration ORDERS_B = Sample.instance("orders", "b");

    final ManualTime time = new ManualTime();
    final ScriptedRegistry registry = new ScriptedRegistry();
    final Directory directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(1));
    final Registrar registrar = new Registrar(
            registry, directory, LeasePolicy.DEFAULT, time, new SplittableRandom(2), "process-1", RefusalProbe.NONE);
    final List<State> states = new ArrayList<>();
    private int digests;

    @BeforeEach
    void listen() {
        registrar.onState(own -> states.add(own.state()));
    }

    /** Starts, and has these registered. */
    void registered(Registration... registrations) {
        registrar.start();
        for (Registration registration : registrations) {
            register(registration);
            accept();
        }
        states.clear();
    }

    CompletionStage<Registered> register(Registration registration) {
        CompletionStage<Registered> answer = registrar.register(registration);
        time.run();
        return answer;
    }

    /** Accepts the next batch; digests are d1, d2, … */
    List<Registration> accept() {
        ScriptedRegistry.Asked<List<Registration>, List<Registered>> asked = next(registry.registrations);
        asked.answer()
                .complete(asked.question().stream()
                        .<Registered>map(r -> new Registered.Accepted(r.key(), "d" + ++digests))
                        .toList());
        time.run();
        return asked.question();
    }

    void answer(Registered... answers) {
        next(registry.registrations).answer().complete(List.of(answers));
        time.run();
    }

    void refuse(String reason) {
        next(registry.registrations).fail(reason);
        time.run();
    }

    /** Lets time pass until the next renewal is asked for. */
    Renewal awaitRenewal() {
        for (int i = 0; registry.renewals.isEmpty(); i++) {
            assertThat(i).as("milliseconds without renewal").isLessThan(20_000);
            time.advance(Duration.ofMillis(1));
        }
        return registry.renewals.peek().question();
    }

    /** Lets time pass until a registration is asked for. */
    List<Registration> awaitRegistration() {
        for (int i = 0; registry.registrations.isEmpty(); i++) {
            assertThat(i).as("milliseconds without registration").isLessThan(20_000);
            time.advance(Duration.ofMillis(1));
        }
        return registry.registrations.peek().question();
    }

    void renewed(LeaseState... states) {
        renewed(3, LeasePolicy.DEFAULT, states);
    }

    void renewed(int watchers, LeasePolicy granted, LeaseState... states) {
        next(registry.renewals).answer().complete(Sample.renewed(at(0), time.now(), watchers, granted, states));
        time.run();
    }

    void renewalFails(String reason) {
        next(registry.renewals).fail(reason);
        time.run();
    }

    State state() {
        return own().state();
    }

    Own own() {
        assertThat(registrar.own()).hasSize(1);
        return registrar.own().get(0);
    }
}
