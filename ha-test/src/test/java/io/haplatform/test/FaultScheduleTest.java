package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registrar.Own;
import io.haplatform.core.registry.Registrar.State;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.registry.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random faults, one every second or so, to everybody; then rest. In the end every caller must see exactly what the
 * store holds, and that must be exactly who lives. The seed is the name of the case: it gives the same history again.
 */
class FaultScheduleTest {

    private static final int SERVICES = 3;
    private static final int FAULTS = 60;

    private final List<SimulatedProcess> members = new ArrayList<>();
    private final List<SimulatedProcess> callers = new ArrayList<>();
    private int started;
    private boolean lostEverything;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void afterAnyScheduleOfFaultsEverybodySeesWhoLives(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (RegistryFixture fleet = new RegistryFixture(LeasePolicy.DEFAULT, seed)) {
            for (int i = 0; i < 8; i++) {
                startOne(fleet);
            }
            for (int i = 0; i < 3; i++) {
                SimulatedProcess caller = fleet.process("caller-" + i);
                caller.directory().follow(List.of("s0", "s1", "s2"));
                callers.add(caller);
            }
            for (int i = 0; i < FAULTS; i++) {
                fault(fleet, random);
                fleet.advance(Duration.ofMillis(random.nextInt(2_000)));
            }
            fleet.thawStore();
            fleet.processes().forEach(FaultScheduleTest::heal);
            // lapsed ones need a living neighbour, unconfirmed ones two leases, and a sweep
            fleet.advance(Duration.ofSeconds(30));

            if (lostEverything) {
                callers.forEach(this::verifyNobodyIsMissing);
                // many who died when the store was lost stay in view until others have taken their place
                for (int i = started; i > 0; i--) {
                    startOne(fleet);
                }
                fleet.advance(Duration.ofSeconds(30));
            }
            Registry truth = fleet.registry();
            CompletableFuture<Snapshot> snapshot =
                    truth.snapshot(Set.of("s0", "s1", "s2")).toCompletableFuture();
            fleet.run();
            verify(snapshot.join());
        }
    }

    private void verifyNobodyIsMissing(SimulatedProcess caller) {
        for (int s = 0; s < SERVICES; s++) {
            String service = "s" + s;
            assertThat(caller.view(service).instances())
                    .as("seen of %s", service)
                    .extracting(Instance::registration)
                    .containsAll(living(service));
        }
    }

    private List<Registration> living(String service) {
        return members.stream()
                .filter(SimulatedProcess::isAlive)
                .flatMap(p -> p.registrar().own().stream())
                .map(Own::registration)
                .filter(r -> r.key().service().equals(service))
                .sorted(Comparator.comparing(Registration::key))
                .toList();
    }

    private void startOne(RegistryFixture fleet) {
        int number = started++;
        members.add(fleet.process("member-" + number)
                .register(Registrations.of("s" + number % SERVICES, "n" + number)
                        .at("10.0.0." + number, 8080)
                        .build()));
    }

    private void fault(RegistryFixture fleet, SplittableRandom random) {
        SimulatedProcess process =
                fleet.processes().get(random.nextInt(fleet.processes().size()));
        boolean member = members.contains(process);
        switch (random.nextInt(14)) {
            case 0, 1 -> startOne(fleet);
            case 2 -> {
                if (member) {
                    process.kill();
                }
            }
            case 3 -> {
                process.registrar().own().forEach(own -> process.registrar()
                        .deregister(own.registration().key()));
            }
            case 4 -> process.pause();
            case 5, 6 -> {
                if (process.isPaused()) {
                    process.resume();
                }
            }
            case 7 -> process.registry().away("seeded");
            case 8 -> process.registry().back();
            case 9 -> process.registry().stall();
            case 10 -> process.registry().loseAnswers(1 + random.nextInt(3));
            case 11 -> process.registry().loseRequests(1 + random.nextInt(3));
            case 12 -> {
                if (random.nextInt(4) == 0) {
                    fleet.loseEverything();
                    lostEverything = true;
                } else {
                    fleet.processes().forEach(p -> p.registrar().own().forEach(own -> reweigh(p, own, random)));
                }
            }
            default -> {
                fleet.freezeStore();
                fleet.advance(Duration.ofMillis(random.nextInt(10_000)));
                fleet.thawStore();
            }
        }
    }

    private static void reweigh(SimulatedProcess process, Own own, SplittableRandom random) {
        InstanceKey key = own.registration().key();
        process.registrar().update(key, r -> Registrations.of(key.service(), key.id())
                .at(r.host(), r.port())
                .weight(random.nextInt(1_000))
                .build());
    }

    private static void heal(SimulatedProcess process) {
        if (process.isPaused()) {
            process.resume();
        }
        process.registry().back();
        process.registry().unstall();
        process.registry().loseAnswers(0);
        process.registry().loseRequests(0);
    }

    private void verify(Snapshot truth) {
        for (int s = 0; s < SERVICES; s++) {
            String service = "s" + s;
            List<Registration> wanted = living(service);
            List<Registration> stored = RegistryRules.records(truth, service).registrations();
            if (wanted.isEmpty()) {
                // the last ones may stay for ever: silence alone does not remove them
                assertThat(seen(service)).containsOnly(stored);
            } else {
                assertThat(stored).as("stored of %s", service).containsExactlyElementsOf(wanted);
                assertThat(seen(service)).as("seen of %s", service).containsOnly(wanted);
            }
        }
        assertThat(members.stream()
                        .filter(SimulatedProcess::isAlive)
                        .flatMap(p -> p.registrar().own().stream())
                        .map(Own::state))
                .allMatch(State.REGISTERED::equals);
        callers.forEach(
                caller -> assertThat(caller.directory().status().applied()).isEqualTo(truth.position()));
    }

    private List<List<Registration>> seen(String service) {
        return callers.stream()
                .map(caller -> caller.view(service))
                .map(ServiceView::instances)
                .map(instances -> instances.stream().map(i -> i.registration()).toList())
                .toList();
    }
}
