package io.haplatform.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    @Test
    void isKeptFromTheShellToTheProgramItBecomes() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read -r go && exec sleep 1000").start();
        try {
            ProcessIdentity shell = ProcessIdentity.of(process.pid()).orElseThrow();

            process.getOutputStream().write('\n');
            process.getOutputStream().flush();

            assertThat(Waiting.until(
                            () -> process.info().command().orElse("").endsWith("sleep"), Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(ProcessIdentity.of(process.pid())).contains(shell);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void tellsAProcessFromALaterOneWithItsPid() throws Exception {
        Process process = new ProcessBuilder("sleep", "1000").start();
        try {
            ProcessIdentity earlier = new ProcessIdentity(process.pid(), "12345");

            earlier.kill();

            assertThat(earlier.alive()).isFalse();
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void countsADeadProcessThatNobodyReapedAsGone() throws Exception {
        // the inner shell ends at once and stays a zombie, because what was its parent now is a sleep
        Process parent = new ProcessBuilder("sh", "-c", "sh -c 'echo $$' & exec sleep 1000").start();
        try {
            long zombie = Long.parseLong(parent.inputReader().readLine());

            assertThat(Waiting.until(() -> ProcessIdentity.of(zombie).isEmpty(), Duration.ofSeconds(10)))
                    .isTrue();
            Path stat = Path.of("/proc/" + zombie + "/stat");
            if (Files.exists(Path.of("/proc/self/stat"))) {
                assertThat(stat)
                        .as("the zombie is still in the process table")
                        .content()
                        .contains(") Z ");
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void readsAStartBehindACommandWithBlanksAndParentheses() throws Exception {
        Path program = Files.createTempDirectory("odd").resolve("a ) b (c");
        Files.copy(Path.of("/bin/sleep"), program);
        program.toFile().setExecutable(true);
        Process process = new ProcessBuilder(List.of(program.toString(), "1000")).start();
        Process later = new ProcessBuilder("sleep", "1000").start();
        try {
            assumeThat(Files.exists(Path.of("/proc/self/stat"))).isTrue();
            assertThat(started(process.pid()))
                    .isBetween(started(ProcessHandle.current().pid()), started(later.pid()));
        } finally {
            later.destroyForcibly();
            process.destroyForcibly();
        }
    }

    private static long started(long pid) {
        return Long.parseLong(ProcessIdentity.of(pid).orElseThrow().started());
    }
}
