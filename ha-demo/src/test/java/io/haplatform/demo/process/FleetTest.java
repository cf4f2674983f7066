package io.haplatform.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FleetTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path home;

    private RunDirectory run;
    private Fleet fleet;

    @BeforeEach
    void open() {
        run = RunDirectory.claim(home, 18192, said -> {});
        fleet = new Fleet(run);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void givesAChildItsEnvironmentItsOwnDirectoryAndALog() throws Exception {
        Child child = fleet.start(
                "echo", List.of("sh", "-c", "echo $GREETING; pwd; echo oops >&2"), Map.of("GREETING", "hello"));

        assertThat(child.awaitExit(SOON)).isTrue();
        assertThat(Files.readAllLines(child.log()))
                .containsExactly("hello", run.work("echo").toRealPath().toString(), "oops");
    }

    @ParameterizedTest(name = "{0} is withheld: {1}")
    @CsvSource({
        "SPRING_DATA_REDIS_URL, true",
        "spring.datasource.url, true",
        "SERVER_PORT, true",
        "MANAGEMENT_SERVER_PORT, true",
        "LOGGING_LEVEL_ROOT, true",
        "HA_REGISTRY_NAMESPACE, true",
        "HA_ADMIN_PASSWORD, true",
        "NODE_ID, true",
        "DISCOVERY_SERVERS, true",
        "PATH, false",
        "HOME, false",
        "JAVA_TOOL_OPTIONS, false",
        "HAT, false",
        "SERVERS, false"
    })
    void passesOnTheUsersEnvironmentWithoutTheSettingsOfTheirApplications(String variable, boolean withheld) {
        assertThat(Fleet.isSetting(variable)).isEqualTo(withheld);
    }

    @Test
    void stopsAChildThatObeys() {
        fleet.start("sleeper", List.of("sleep", "1000"), Map.of());

        assertThat(fleet.stop(child -> true, SOON)).isEmpty();
        assertThat(fleet.living()).isEmpty();
    }

    @Test
    void stopsAFrozenChildWithoutForce() throws Exception {
        Child child = fleet.start("sleeper", List.of("sleep", "1000"), Map.of());
        new ProcessBuilder("sh", "-c", "kill -STOP " + child.pid()).start().waitFor();

        assertThat(fleet.stop(each -> true, SOON)).isEmpty();
        assertThat(child.alive()).isFalse();
    }

    @Test
    void killsAChildThatDoesNotObeyAndNamesIt() {
        Child deaf = fleet.start(
                "deaf", List.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"), Map.of());
        assertThat(Waiting.until(() -> deaf.lastWords(1).contains("deaf"), SOON))
                .isTrue();

        assertThat(fleet.stop(child -> true, Duration.ofMillis(100))).containsExactly("deaf");
        assertThat(deaf.alive()).isFalse();
    }

    @Test
    void stopsOnlyThoseChosen() {
        fleet.start("one", List.of("sleep", "1000"), Map.of());
        fleet.start("two", List.of("sleep", "1000"), Map.of());

        fleet.stop(child -> child.name().equals("one"), SOON);

        assertThat(fleet.living()).extracting(Child::name).containsExactly("two");
    }

    @Test
    void saysInOneSentenceThatItsDirectoryCannotBeWritten() throws Exception {
        Files.delete(run.file("work"));
        Files.createFile(run.file("work"));

        assertThatThrownBy(() -> fleet.start("one", List.of("sleep", "1000"), Map.of()))
                .isInstanceOf(DemoFailure.class)
                .hasMessageStartingWith(run.file("work").resolve("one") + " must be writable but is not: ");
    }

    @Test
    void startsNothingOnceItRefuses() {
        fleet.refuse();

        assertThatThrownBy(() -> fleet.start("late", List.of("sleep", "1000"), Map.of()))
                .isInstanceOf(DemoFailure.class)
                .hasMessage("late is not started: the demo is stopping");
    }

    @Test
    void leavesNoWatchdogBehind() {
        ProcessIdentity watchdog = fleet.watchdog();

        fleet.close();

        assertThat(Waiting.until(() -> !watchdog.alive(), SOON)).isTrue();
    }

    @Test
    void quotesTheLastLinesOfALogWithoutStackFrames() throws Exception {
        Child child = fleet.start(
                "app", List.of("printf", "one\\n\\ntwo\\n\\tat a.b.C.d(E.java)\\n\\t... 3 more\\nthree\\n"), Map.of());
        assertThat(child.awaitExit(SOON)).isTrue();

        assertThat(child.lastWords(2)).containsExactly("two", "three");
    }
}
