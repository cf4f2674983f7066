package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.haplatform.core.time.ManualTime;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A disk that cannot be written to. */
class LastKnownGoodTest {

    private static final Snapshot KNOWN =
            new Snapshot(ScriptedRegistry.at(7), Sample.THEN, Set.of("orders"), Map.of(), List.of());

    @TempDir
    Path temporary;

    private final ManualTime time = new ManualTime();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToLog() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Directory.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Directory.class)).detachAppender(log);
    }

    @Test
    void isSaidOnceAndTriedAgain() throws IOException {
        Path directory = temporary.resolve("ha");
        Files.createFile(directory);
        SnapshotFile file = new SnapshotFile(directory.resolve("app.snapshot"));
        LastKnownGood memory = memory(file);

        changes(memory);
        changes(memory);
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("What is known of other services is not kept for a start without the registry: ");

        Files.delete(directory);
        changes(memory);
        assertThat(file.read()).isEqualTo(KNOWN);
    }

    @Test
    void whateverItFailsWith() throws IOException {
        SnapshotFile file;
        try (FileSystem zip = FileSystems.newFileSystem(temporary.resolve("ha.zip"), Map.of("create", "true"))) {
            file = new SnapshotFile(zip.getPath("/ha/app.snapshot"));
        }
        LastKnownGood memory = memory(file);

        changes(memory);
        changes(memory);

        assertThat(warnings())
                .containsExactly("What is known of other services is not kept for a start without the registry:"
                        + " ClosedFileSystemException");
    }

    private LastKnownGood memory(SnapshotFile file) {
        LastKnownGood memory = new LastKnownGood(file, time, time.serial("test"), () -> KNOWN);
        memory.supersede();
        return memory;
    }

    private void changes(LastKnownGood memory) {
        memory.changed();
        time.advance(LastKnownGood.DELAY);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
