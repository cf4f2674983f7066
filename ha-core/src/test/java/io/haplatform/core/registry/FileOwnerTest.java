package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who we are, where files have owners. */
class FileOwnerTest {

    @TempDir
    Path temporary;

    @BeforeEach
    void whereFilesHaveOwners() {
        assumeThat(temporary.getFileSystem().supportedFileAttributeViews()).contains("posix");
    }

    @Test
    void isFoundOutWhereAFileCanBeMade() throws IOException {
        Path readOnly = temporary.resolve("gone");
        Path ours = Files.createFile(temporary.resolve("ours"));

        FileOwner us = FileOwner.in(List.of(readOnly, temporary), "a", "b");

        assertThatCode(() -> us.check(ours)).doesNotThrowAnyException();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).as("nothing is left").containsExactly(ours);
        }
    }

    @Test
    void isNotKnownWhereNoneCan() {
        Path readOnly = temporary.resolve("gone");

        assertThatThrownBy(() -> FileOwner.in(List.of(readOnly), "a", "b"))
                .isInstanceOf(IOException.class)
                .hasMessage("who owns a file that we make cannot be found out in any of [" + readOnly + "]");
    }

    @Test
    void whyNoneCanIsSaidWithoutTheNameOfTheDay() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> FileOwner.make(file, "a", "b"))
                .hasMessage("no file can be made in " + file + ": Not a directory");
    }
}
