package io.haplatform.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessRecordTest {

    private final ProcessIdentity launcher = new ProcessIdentity(100, "1000");
    private final ProcessIdentity orders = new ProcessIdentity(101, "1001");

    @TempDir
    private Path directory;

    private Path file;
    private ProcessRecord record;

    @BeforeEach
    void begin() {
        file = directory.resolve("processes");
        record = new ProcessRecord(file);
        record.begin(launcher);
    }

    @Test
    void readsWhatWasWritten() {
        record.add("orders-1", orders);

        assertThat(record.read())
                .containsExactly(
                        new ProcessRecord.Entry("launcher", launcher), new ProcessRecord.Entry("orders-1", orders));
    }

    @Test
    void keepsTheRestWhenTheLastLineIsCutOff() throws Exception {
        record.add("orders-1", orders);
        Files.writeString(file, "orders-2 1", StandardOpenOption.APPEND);

        assertThat(record.read()).extracting(ProcessRecord.Entry::name).containsExactly("launcher", "orders-1");
    }

    @Test
    void forgetsWhatWasRecordedBeforeTheMachineWasStarted() throws Exception {
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of("boot 0 another-boot", lines.get(1)));

        assertThat(record.read()).isEmpty();
    }

    @Test
    void isEmptyBeforeTheFirstRun() {
        assertThat(new ProcessRecord(directory.resolve("none")).read()).isEmpty();
    }

    @Test
    void saysInOneSentenceThatItCannotBeReadOrWritten() throws Exception {
        ProcessRecord directoryInItsPlace = new ProcessRecord(Files.createDirectory(directory.resolve("taken")));

        assertThatThrownBy(directoryInItsPlace::read)
                .isInstanceOf(DemoFailure.class)
                .hasMessageStartingWith(directory.resolve("taken") + " must be readable but is not: ");
        assertThatThrownBy(() -> directoryInItsPlace.begin(launcher))
                .isInstanceOf(DemoFailure.class)
                .hasMessageStartingWith(directory.resolve("taken") + " must be writable but is not: ");
    }

    @ParameterizedTest(name = "no process is read from \"{0}\"")
    @ValueSource(
            strings = {"", "orders-1", "orders-1 12", "orders-1 0 5", "orders-1 1 5", "orders-1 -1 5", "a b c", "a 5 "})
    void passesOverWhatIsNoRecord(String line) {
        assertThat(ProcessRecord.parse(line)).isEmpty();
    }
}
