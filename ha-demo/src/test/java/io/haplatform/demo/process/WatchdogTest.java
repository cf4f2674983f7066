package io.haplatform.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed. */
@Timeout(60)
class WatchdogTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path home;

    private Process launcher;
    private final Map<String, ProcessIdentity> processes = new LinkedHashMap<>();

    @BeforeEach
    void startLauncher() throws IOException {
        launcher = launch();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        assertThat(line).as("the launcher's greeting").startsWith("sleeper-1=");
        for (String part : line.split(" ", -1)) {
            String[] nameAndPid = part.split("=", -1);
            processes.put(
                    nameAndPid[0],
                    ProcessIdentity.of(Long.parseLong(nameAndPid[1])).orElseThrow());
        }
        assertThat(processes).containsOnlyKeys("sleeper-1", "sleeper-2", "sleeper-3", "watchdog");
    }

    @AfterEach
    void endWhatATestLeft() {
        processes.values().forEach(ProcessIdentity::kill);
        launcher.destroyForcibly();
    }

    @Test
    void endsEveryChildWhenTheLauncherIsKilled() throws Exception {
        signal("KILL", launcher.pid());

        assertAllGone();
    }

    @Test
    void endsAFrozenChildToo() throws Exception {
        signal("STOP", process("sleeper-2").pid());

        signal("KILL", launcher.pid());

        assertAllGone();
    }

    @Test
    void survivesTheEndOfTheLaunchersProcessGroup() throws Exception {
        signal("STOP", process("sleeper-1").pid());

        // a negative pid means the group; the launcher leads its own, as it does when started from a terminal
        signal("KILL", -launcher.pid());

        assertAllGone();
    }

    @Test
    void isNotMovedByTheSignalsOfATerminal() throws Exception {
        long watchdog = process("watchdog").pid();
        for (String signal : List.of("INT", "HUP", "TERM")) {
            signal(signal, watchdog);
        }

        signal("KILL", launcher.pid());

        assertAllGone();
        assertThat(new ProcessRecord(home.resolve(".demo/18190/processes")).read())
                .filteredOn(entry -> entry.name().equals("watchdog"))
                .as("watchdogs that were started")
                .hasSize(1);
    }

    @Test
    void isReplacedWhenItIsKilledItself() throws Exception {
        ProcessIdentity first = process("watchdog");
        first.kill();
        ProcessRecord record = new ProcessRecord(home.resolve(".demo/18190/processes"));
        assertThat(Waiting.until(
                        () -> record.read().stream()
                                .anyMatch(entry -> entry.name().equals("watchdog")
                                        && !entry.process().equals(first)
                                        && entry.process().alive()),
                        SOON))
                .as("another watchdog took its place")
                .isTrue();

        signal("KILL", launcher.pid());

        assertAllGone();
    }

    @Test
    void leavesAProcessAloneThatWasGivenTheSamePid() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            Process watchdog = new ProcessBuilder(
                            "sh", home.resolve(".demo/18190/watchdog.sh").toString())
                    .start();
            watchdog.getOutputStream()
                    .write((stranger.pid() + " 12345 orders-1\n").getBytes(StandardCharsets.US_ASCII));
            watchdog.getOutputStream().close();

            assertThat(watchdog.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void whatEvenItCouldNotEndIsEndedByTheNextStart() throws Exception {
        // frozen first, so that the launcher cannot replace the watchdog
        signal("STOP", launcher.pid());
        process("watchdog").kill();
        signal("KILL", launcher.pid());
        assertThat(launcher.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process("sleeper-1").alive()).as("nobody is left to end it").isTrue();

        List<String> said = new ArrayList<>();
        RunDirectory.claim(home, 18191, said::add).close();

        assertAllGone();
        assertThat(said).singleElement().asString().contains("sleeper-1", "sleeper-2", "sleeper-3");
    }

    @Test
    void aSecondStartWithTheSamePortsLeavesTheFirstAlone() {
        assertThat(catchThrowable(() -> RunDirectory.claim(home, 18190, said -> {})))
                .isInstanceOf(DemoFailure.class)
                .hasMessage("a demo with port base 18190 is already running (pid " + launcher.pid()
                        + "); stop it with Ctrl-C where it runs, or start this one with another --port-base");
        assertThat(process("sleeper-1").alive()).isTrue();
    }

    private ProcessIdentity process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    private void assertAllGone() {
        assertThat(Waiting.until(() -> processes.values().stream().noneMatch(ProcessIdentity::alive), SOON))
                .as(() -> "all must be gone but these are left: "
                        + processes.entrySet().stream()
                                .filter(each -> each.getValue().alive())
                                .map(Map.Entry::getKey)
                                .toList())
                .isTrue();
    }

    private Process launch() throws IOException {
        Path errors = Files.createTempFile(home, "launcher", ".err");
        return new ProcessBuilder(OwnSession.of(List.of(
                        Fleet.java(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        home.toString())))
                .redirectError(errors.toFile())
                .start();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).as("kill -%s %s", name, pid).isZero();
    }
}
