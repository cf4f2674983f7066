package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.ManualTime;
import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import io.haplatform.test.FaultyRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OverrideQueryTest {

    /** Of an application that would rather wait half a minute for its first callee than fail. */
    private static final DirectoryPolicy PATIENT = new DirectoryPolicy(
            Duration.ofSeconds(30),
            DirectoryPolicy.DEFAULT.requestTimeout(),
            DirectoryPolicy.DEFAULT.retryCeiling(),
            DirectoryPolicy.DEFAULT.maxServices());

    @Test
    void answersFromMemoryWhenTheRegistryIsAwayLongerThanAnybodyWaitsForAnAnswer() {
        ManualTime time = new ManualTime();
        FaultyRegistry registry = new FaultyRegistry(store(time), time);
        Directory directory = directory(registry, time);
        OverrideQuery query = new OverrideQuery(directory, time);
        registry.change(new Change.PutOverride(drain("known")));
        assertThat(query.read("known", null, 10).items()).hasSize(1);
        registry.away("the cable is out");

        long asked = time.nanos();
        assertThat(query.read("never-read", null, 10)).isEqualTo(new OverrideQuery.Stretch(List.of(), 0, false));

        assertThat(Duration.ofNanos(time.nanos() - asked)).isEqualTo(Duration.ofSeconds(2));
        assertThat(query.read(null, null, 10).items()).hasSize(1);
    }

    @Test
    void whoStopsWaitingDoesNotSayThatTheDirectoryWasLate() {
        SystemTime time = new SystemTime("test");
        Directory directory = directory(store(time), time);
        time.close();

        Thread.currentThread().interrupt();
        assertThatIllegalStateException()
                .isThrownBy(() -> new OverrideQuery(directory, time).read(null, null, 10))
                .withMessage("the admin stops waiting for the directory");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static Registry store(Time time) {
        return new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1));
    }

    private static Directory directory(Registry registry, Time time) {
        Directory directory = new Directory(registry, time, PATIENT, new SplittableRandom(2));
        directory.start();
        return directory;
    }

    private static OperatorOverride drain(String service) {
        return new OperatorOverride(
                new InstanceKey(service, "a"),
                1,
                null,
                null,
                Status.DRAINING,
                "ada",
                "",
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                Map.of());
    }
}
