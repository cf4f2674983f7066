package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    private static final Snapshot SNAPSHOT = new Snapshot(
            new Position("9f", 7, "ab"),
            Sample.THEN,
            Set.of("orders", "billing"),
            Map.of(
                    "orders",
                    new Snapshot.Records(
                            List.of(Sample.instance("orders", "a"), Sample.instance("orders", "b")),
                            List.of(Sample.override("orders", "a", 0, null, null)),
                            List.of(Sample.refused("orders", "a", Sample.THEN.plusSeconds(9))),
                            Map.of(Sample.key("orders", "a"), Sample.THEN)),
                    "stock",
                    Snapshot.Records.NONE),
            List.of("a stranger's"));

    @TempDir
    Path temporary;

    private Path directory;
    private SnapshotFile file;

    @BeforeEach
    void inADirectoryOfItsOwn() {
        directory = temporary.resolve("ha");
        file = new SnapshotFile(directory.resolve("app.snapshot"));
    }

    @Test
    void whatIsWrittenIsReadWithoutWhatHasEndedByThen() throws IOException {
        file.write(SNAPSHOT);

        Snapshot read = Objects.requireNonNull(file.read());

        assertThat(read.position()).isEqualTo(SNAPSHOT.position());
        assertThat(read.now()).isEqualTo(SNAPSHOT.now());
        assertThat(read.names()).containsExactlyInAnyOrder("orders", "billing");
        assertThat(read.rejected()).isEmpty();
        Snapshot.Records before = Objects.requireNonNull(SNAPSHOT.services().get("orders"));
        assertThat(read.services())
                .containsOnlyKeys("orders", "stock")
                .containsEntry(
                        "orders",
                        new Snapshot.Records(before.registrations(), before.overrides(), List.of(), Map.of()));
    }

    @Test
    void aStoreWithoutEntriesHasANonceToo() throws IOException {
        Position beginning = new Position("9f", 0, "");
        file.write(new Snapshot(beginning, Sample.THEN, Set.of(), Map.of(), List.of()));

        assertThat(file.read()).isNotNull().returns(beginning, Snapshot::position);
    }

    @Test
    void nothingIsThereBeforeTheFirstTime() throws IOException {
        assertThat(file.read()).isNull();
    }

    @Test
    void aNewOneReplacesTheOldAndLeavesNothingBeside() throws IOException {
        file.write(SNAPSHOT);
        Position later = new Position("9f", 8, "cd");
        file.write(new Snapshot(later, Sample.THEN, Set.of(), Map.of(), List.of()));

        assertThat(file.read()).isNotNull().returns(later, Snapshot::position);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void whatAKilledWriterLeftIsRemovedAfterAnHour() throws IOException {
        file.write(SNAPSHOT);
        Path old = Files.createFile(directory.resolve(".app.snapshot1.new"));
        Path young = Files.createFile(directory.resolve(".app.snapshot2.new"));
        Path another = Files.createFile(directory.resolve(".other.snapshot3.new"));
        Instant now = Files.getLastModifiedTime(young).toInstant();
        Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(2))));
        Files.setLastModifiedTime(another, FileTime.from(now.minus(Duration.ofHours(2))));
        file.write(SNAPSHOT);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(another).exists();
    }

    @Test
    void whatAnotherProcessMovesAwayMeanwhileDoesNotStopTheCleaning() throws IOException {
        Path moved = temporary.resolve(".app.snapshot1.new");
        Path old = Files.createFile(temporary.resolve(".app.snapshot2.new"));
        Instant now = Files.getLastModifiedTime(old).toInstant().plus(Duration.ofHours(2));

        SnapshotFile.removeAbandoned(List.of(moved, old), now);

        assertThat(old).doesNotExist();
    }

    @Test
    void itIsReadableForItsOwnerAlone() throws IOException {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        file.write(SNAPSHOT);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void whatOthersMayWriteIsNotTrusted() throws IOException {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        file.write(SNAPSHOT);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory + " must belong to ")
                .hasMessageContaining("be writable for nobody else")
                .hasMessageEndingWith("rwxrwxrwx");
        assertThatThrownBy(() -> file.write(SNAPSHOT)).hasMessageContaining("be writable for nobody else");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        assumeThat(directory.getFileSystem().supportedFileAttributeViews()).contains("posix");
        SnapshotFile elsewhere = new SnapshotFile(directory.resolve("elsewhere"));
        elsewhere.write(SNAPSHOT);
        Files.createSymbolicLink(file.path(), elsewhere.path());

        assertThatThrownBy(file::read).hasMessageContaining("be no link");
    }

    @Test
    void aFileThatWasCutOrChangedIsNotUsed() throws IOException {
        file.write(SNAPSHOT);
        String text = Files.readString(file.path());

        Files.writeString(file.path(), text.replace("b.internal", "x.internal"));
        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessage(file.path() + " cannot be read: its last line must be the SHA-256 of all before; it was cut"
                        + " or changed");

        Files.writeString(file.path(), text.substring(0, text.length() / 2));
        assertThatThrownBy(file::read).hasMessageContaining("cut or changed");
    }

    @Test
    void aFileOfSomethingElseIsNotUsed() throws IOException {
        file.write(SNAPSHOT);
        Files.writeString(file.path(), "PNG");

        assertThatThrownBy(file::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its first line must be 'ha-last-known-good 1'");
    }

    @Test
    void linesOfALaterReleaseAreLeftOut() {
        String text = SnapshotFile.text(SNAPSHOT);
        String body = text.substring(0, text.lastIndexOf("sha256 ")) + "novelty of later\n";

        Snapshot read = SnapshotFile.parsed(SnapshotFile.sealed(body));

        assertThat(read.position()).isEqualTo(SNAPSHOT.position());
    }

    @Test
    void aRecordWithoutItsServiceIsNamed() {
        String text = SnapshotFile.text(SNAPSHOT);
        String body = text.substring(0, text.lastIndexOf("sha256 ")).replace("service orders\n", "");

        assertThatThrownBy(() -> SnapshotFile.parsed(SnapshotFile.sealed(body)))
                .hasMessage("a record of orders/a must follow the line of its service");
    }
}
