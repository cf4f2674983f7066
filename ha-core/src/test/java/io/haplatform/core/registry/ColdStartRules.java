package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.ScriptedRegistry.at;
import static io.haplatform.core.registry.ScriptedRegistry.next;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.time.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory that finds a file of what was known before its process was started, over a scripted registry. */
abstract class ColdStartRules {

    static final Registration A = instance("orders", "a");
    static final Registration B = instance("orders", "b");
    static final Position SAVED = at(7);

    @TempDir
    Path temporary;

    final ManualTime time = new ManualTime();
    final ScriptedRegistry registry = new ScriptedRegistry();
    SnapshotFile file;
    Directory directory;

    @BeforeEach
    void afterAProcessThatKnewOrders() throws IOException {
        file = new SnapshotFile(temporary.resolve("ha/app.snapshot"));
        file.write(new Snapshot(
                SAVED,
                Sample.THEN,
                Set.of("orders", "billing"),
                Map.of("orders", new Snapshot.Records(List.of(A, B), List.of(), List.of(), Map.of())),
                List.of()));
        directory = starting();
    }

    Directory starting() {
        return new Directory(registry, time, DirectoryPolicy.DEFAULT, new SplittableRandom(1), file);
    }

    void startsWithoutRegistry() {
        directory.start();
        directory.follow(List.of("orders", "stock"));
        time.run();
        next(registry.snapshots).fail("Redis cannot be reached");
        time.run();
    }

    List<String> orders() {
        return ids("orders");
    }

    List<String> ids(String service) {
        return directory.view(service).instances().stream()
                .map(each -> each.key().id())
                .toList();
    }

    /** The registry answers whatever it has been asked. */
    void answers(Position position, Registration... instances) {
        while (!registry.snapshots.isEmpty()) {
            answer(position, instances);
        }
    }

    void answer(Position position, Registration... instances) {
        next(registry.snapshots)
                .answer()
                .complete(ScriptedRegistry.snapshot(position, time.now(), Map.of("orders", List.of(instances))));
        time.run();
    }
}
