package io.haplatform.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code ./demo} in a clone of its own, with a java and a mvn that only say that they were called. */
@Timeout(60)
class DemoScriptTest {

    private static final List<String> TOOLS =
            List.of("sh", "cat", "dirname", "find", "grep", "head", "mkdir", "mv", "sed", "tr");
    private static final Instant WRITTEN = Instant.parse("2026-02-01T00:00:00Z");

    /** What a run of the script printed, both streams together, and how it ended. */
    private record Run(int code, List<String> lines) {}

    @TempDir
    private Path directory;

    private Path clone;
    private Path tools;

    @BeforeEach
    void makeClone() throws IOException {
        clone = Files.createDirectories(directory.toRealPath().resolve("a clone"));
        tools = Files.createDirectories(directory.resolve("bin"));
        Files.copy(Path.of("../demo"), clone.resolve("demo"));
        for (String tool : TOOLS) {
            Path real = Stream.of(requireNonNull(System.getenv("PATH")).split(":", -1))
                    .map(each -> Path.of(each, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), real);
        }
        for (String module : List.of("ha-admin-api", "sample-app", "ha-demo")) {
            written(clone.resolve(module + "/src/main/java/A.java"), WRITTEN);
            written(clone.resolve(module + "/pom.xml"), WRITTEN);
        }
        written(clone.resolve("pom.xml"), WRITTEN);
        String usage = "ha-demo/src/main/resources/io/haplatform/demo/usage.txt";
        written(clone.resolve(usage), WRITTEN);
        Files.writeString(clone.resolve(usage), "how to use it\n");
        Files.setLastModifiedTime(clone.resolve(usage), FileTime.from(WRITTEN));
        age(clone.resolve("ha-demo/src/main"), WRITTEN);
        age(clone.resolve("ha-admin-api/src/main"), WRITTEN);
        age(clone.resolve("sample-app/src/main"), WRITTEN);
        java("17.0.15");
        maven("3.8.7", "exit 0");
    }

    @Test
    void buildsWhenThereAreNoJarsAndHandsItsArgumentsOn() throws Exception {
        Run run = run("--check", "--port-base", "18100");

        assertThat(run.code()).isZero();
        assertThat(run.lines().get(0))
                .isEqualTo("building, which takes about a minute the first time; its log is " + clone
                        + "/.demo/build.log");
        assertThat(run.lines().get(1))
                .startsWith("java ")
                .contains("-Dha.demo.home=" + clone + " ")
                .endsWith("-jar " + clone + "/ha-demo/target/ha-demo.jar --check --port-base 18100");
        assertThat(buildLog()).containsExactly("mvn -q -B -Dfast -pl ha-admin-api,sample-app,ha-demo -am package");
    }

    @Test
    void doesNotBuildAgainWhatItHasBuilt() throws Exception {
        packed(WRITTEN.minusSeconds(60));
        assertThat(run().lines()).hasSize(2);

        assertThat(run().lines()).singleElement().asString().startsWith("java ");
    }

    @Test
    void doesNotBuildWhatMavenHasBuiltSinceTheLastChange() throws Exception {
        packed(WRITTEN.plusSeconds(60));
        Files.delete(tools.resolve("mvn"));

        assertThat(run().lines()).singleElement().asString().startsWith("java ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sample-app/src/main/java/A.java", "ha-demo/pom.xml", "pom.xml"})
    void buildsAgainWhenASourceIsNewer(String changed) throws Exception {
        packed(WRITTEN.plusSeconds(60));
        Files.setLastModifiedTime(clone.resolve(changed), FileTime.from(WRITTEN.plusSeconds(120)));

        assertThat(run().lines().get(0)).startsWith("building");
    }

    @Test
    void saysWhyABuildFailedWithoutATrace() throws Exception {
        maven(
                "3.8.7",
                """
                echo '[ERROR] COMPILATION ERROR : '
                echo '[ERROR] A.java:[3,5] cannot find symbol'
                echo '    at org.apache.maven.Cli.main(Cli.java:1)'
                echo '[ERROR] -> [Help 1]'
                echo '[ERROR] '
                echo '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.'
                exit 1
                """);

        Run run = run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.lines().subList(1, run.lines().size()))
                .containsExactly(
                        "[ERROR] COMPILATION ERROR : ",
                        "[ERROR] A.java:[3,5] cannot find symbol",
                        "demo: the build failed; its whole log is " + clone + "/.demo/build.log");
    }

    @Test
    void buildsAgainAfterAFailedBuild() throws Exception {
        maven("3.8.7", "exit 1");
        run();
        maven("3.8.7", "exit 0");

        assertThat(run().lines().get(0)).startsWith("building");
    }

    @ParameterizedTest(name = "Java {0}")
    @CsvSource({"1.8.0_402", "11.0.2", "16"})
    void refusesAnOldJava(String version) throws Exception {
        java(version);

        assertRefused("a JDK 17 or newer is needed but " + tools + "/java is " + version
                + "; install one and set JAVA_HOME to it");
    }

    @ParameterizedTest(name = "Java {0}")
    @ValueSource(strings = {"17", "21.0.1", "25", "26-ea"})
    void takesANewJava(String version) throws Exception {
        java(version);

        assertThat(run().code()).isZero();
    }

    @Test
    void refusesToGoWithoutJava() throws Exception {
        Files.delete(tools.resolve("java"));

        assertRefused("a JDK 17 or newer is needed but there is no java on the PATH; install one");
    }

    @Test
    void refusesAJavaHomeWithoutJava() throws Exception {
        Run run = run(Map.of("JAVA_HOME", "/nowhere"));

        assertThat(run.lines())
                .containsExactly(
                        "demo: JAVA_HOME must be the home of a JDK but /nowhere/bin/java does not exist; set it"
                                + " to a JDK 17 or newer");
    }

    @ParameterizedTest(name = "Maven {0}")
    @ValueSource(strings = {"3.6.3", "2.2.1"})
    void refusesAnOldMaven(String version) throws Exception {
        maven(version, "exit 0");

        assertRefused(
                "Maven 3.8 or newer is needed to build but " + tools + "/mvn is " + version + "; install a newer one");
    }

    @ParameterizedTest(name = "Maven {0}")
    @ValueSource(strings = {"3.8.1", "3.10.0", "4.0.0-rc-4"})
    void takesANewMaven(String version) throws Exception {
        maven(version, "exit 0");

        assertThat(run().code()).isZero();
    }

    @Test
    void refusesToBuildWithoutMaven() throws Exception {
        Files.delete(tools.resolve("mvn"));

        assertRefused("Maven 3.8 or newer is needed to build but there is no mvn on the PATH; install it");
    }

    @Test
    void explainsItselfWithoutBuildingAnything() throws Exception {
        Files.delete(tools.resolve("java"));

        assertThat(run("--help")).isEqualTo(new Run(0, List.of("how to use it")));
    }

    private void assertRefused(String sentence) throws Exception {
        assertThat(run()).isEqualTo(new Run(1, List.of("demo: " + sentence)));
    }

    private Run run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Run run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", clone.resolve("demo").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), lines);
    }

    private List<String> buildLog() throws IOException {
        return Files.readAllLines(clone.resolve(".demo/build.log"));
    }

    /** Leaves what a build leaves: jars whose time is the project's fixed one, beside what they were packed from. */
    private void packed(Instant when) throws IOException {
        for (String module : List.of("ha-admin-api", "sample-app", "ha-demo")) {
            written(clone.resolve(module + "/target/" + module + ".jar"), Instant.parse("2026-01-01T00:00:00Z"));
            written(clone.resolve(module + "/target/" + module + ".jar.original"), when);
        }
    }

    private void java(String version) throws IOException {
        program(
                "java",
                """
                [ "$1" = -version ] || { echo "java $*"; exit; }
                echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=y' >&2
                echo 'openjdk version "%s" 2026-01-01' >&2
                """
                        .formatted(version));
    }

    private void maven(String version, String build) throws IOException {
        program(
                "mvn",
                """
                case $* in *-v) printf '\\033[1mApache Maven %s (0123)\\033[m\\nJava version: 17\\n'; exit ;; esac
                echo "mvn $*"
                %s
                """
                        .formatted(version, build));
    }

    private void program(String name, String body) throws IOException {
        Path program = tools.resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + body);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private static void written(Path file, Instant when) throws IOException {
        Files.createDirectories(requireNonNull(file.getParent()));
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, FileTime.from(when));
    }

    /** A deleted source shows in the time of its directory, so directories have one of their own. */
    private static void age(Path directory, Instant when) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path each : tree.toList()) {
                Files.setLastModifiedTime(each, FileTime.from(when));
            }
        }
    }
}
