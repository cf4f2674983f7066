package io.haplatform.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.demo.process.DemoFailure;
import io.haplatform.demo.process.ProcessIdentity;
import io.haplatform.demo.process.Waiting;
import io.haplatform.demo.system.Ports;
import io.haplatform.test.RedisServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The launcher as a process of its own, with a real Redis and database, and {@link StandIn} for the applications. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class MainTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicInteger NEXT_BASE =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 28_000));

    @TempDir
    private Path home;

    private int base;
    private final List<String> output = new ArrayList<>();
    private final List<Process> launchers = new ArrayList<>();

    @BeforeEach
    void placeStandIns() throws IOException {
        for (String module : List.of("sample-app", "ha-admin-api")) {
            Path jar = home.resolve(module + "/target/" + module + ".jar");
            Files.createDirectories(requireNonNull(jar.getParent()));
            writeJar(jar);
        }
        base = freeBase();
    }

    @AfterEach
    void endWhatATestLeft() throws IOException {
        launchers.forEach(Process::destroyForcibly);
        recorded().forEach(ProcessIdentity::kill);
    }

    @Test
    void showsEveryPartAndTheLoginAndStopsAllInOrder() throws Exception {
        // and settings of some other system, in the shell that it is started from
        Process launcher =
                launch(Map.of("HA_ADMIN_PASSWORD", "", "NODE_ID", "other-1", "SPRING_PROFILES_ACTIVE", "other"));
        String ready = awaitReady(launcher);
        List<ProcessIdentity> processes = recorded();

        assertThat(ready)
                .matches("READY http://127.0.0.1:" + base
                        + "/  login admin, password \\S{16}  \\(after \\d+ s; Ctrl-C stops everything\\)");
        assertThat(output.stream().map(line -> line.replaceFirst(" .*", "")))
                .containsExactlyInAnyOrder(
                        "redis", "h2", "orders-1", "orders-2", "orders-3", "storefront", "admin", "READY");
        assertThat(processes)
                .as("launcher, watchdog and seven parts")
                .hasSize(9)
                .allMatch(ProcessIdentity::alive);

        // not INT, which the shell of a build in the background makes everyone ignore; Java takes both for the same
        signal("TERM", launcher.pid());

        assertThat(launcher.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(143);
        assertAllGone(processes);
        assertThat(home.resolve(".demo/" + base + "/logs/admin.log"))
                .content()
                .startsWith("admin with redis://127.0.0.1:" + (base - 1) + "\n");
        for (String application : List.of("orders-1", "orders-2", "orders-3", "storefront", "admin")) {
            assertThat(home.resolve(".demo/" + base + "/logs/" + application + ".log"))
                    .content()
                    .endsWith("stopped before Redis at " + (base - 1) + "\n");
        }
    }

    @Test
    void leavesNothingBehindWhenItsProcessGroupIsKilledWhileAPartIsFrozen() throws Exception {
        Process launcher = launch(Map.of("HA_ADMIN_PASSWORD", "of my own"));
        assertThat(awaitReady(launcher)).contains("password as in HA_ADMIN_PASSWORD");
        List<ProcessIdentity> processes = recorded();
        String orders = output.stream()
                .filter(line -> line.startsWith("orders-2 "))
                .findFirst()
                .orElseThrow();
        signal("STOP", Long.parseLong(orders.replaceFirst(".* pid (\\d+) .*", "$1")));

        signal("KILL", launcher.pid());

        assertAllGone(processes);
    }

    @Test
    void checksThatNoRequestFailsWhateverIsLost() throws Exception {
        Process launcher = launch(Map.of(), "--check");
        read(launcher);

        String whole = String.join("\n", output);
        assertThat(output).as(whole).anyMatch(line -> line.matches("orders-\\d killed \\(kill -9\\) +\\d+ +0 .*"));
        assertThat(output).as(whole).anyMatch(line -> line.matches("orders-\\d restarted \\(SIGTERM\\) +\\d+ +0 .*"));
        assertThat(output).as(whole).anyMatch(line -> line.matches("orders-\\d frozen \\(SIGSTOP\\) +\\d+ +0 .*"));
        assertThat(output).as(whole).anyMatch(line -> line.matches("orders-3 cut off from Redis .* \\d+ +0 .*"));
        assertThat(output).as(whole).anyMatch(line -> line.matches("Redis restarted empty +\\d+ +0 .*"));
        // a busy machine may well notice too late: then the verdict is to say so, and the exit code with it
        boolean late = output.stream().anyMatch(line -> line.contains("must notice within"));
        assertThat(output).as(whole).last().isEqualTo(late ? "CHECK FAILED" : "CHECK passed");
        assertThat(launcher.waitFor()).isEqualTo(late ? 1 : 0);
        assertAllGone(recorded());
    }

    @Test
    void failsTheCheckWhenARequestFails() throws Exception {
        Process launcher;
        // somebody else's Redis, which no fault may hit: the steps about Redis would only take time here
        try (RedisServerProcess redis = RedisServerProcess.start()) {
            launcher =
                    launch(Map.of("STAND_IN_CARELESS", "1"), "--check", "--redis", "redis://127.0.0.1:" + redis.port());
            read(launcher);
        }

        assertThat(output).as(() -> String.join("\n", output)).last().isEqualTo("CHECK FAILED");
        assertThat(output).anyMatch(line -> line.startsWith("check: Redis is not this demo's own"));
        assertThat(launcher.waitFor()).isEqualTo(1);
        assertThat(output)
                .anyMatch(line -> line.matches("orders-\\d killed .*: \\d+ of \\d+ requests failed, none may"));
        assertThat(output).anyMatch(line -> line.contains("503 after trying [127.0.0.1:"));
        assertAllGone(recorded());
    }

    @Test
    void namesTheLogAndTheLastWordsOfAPartThatDoesNotComeUp() throws Exception {
        Process launcher = launch(Map.of("STAND_IN_BROKEN", "orders-2", "STAND_IN_STUCK", "orders-3"));
        read(launcher);

        assertThat(launcher.waitFor()).isEqualTo(1);
        assertThat(output)
                .as("what was still starting is not waited for")
                .noneMatch(line -> line.startsWith("did not stop by themselves"));
        assertThat(output)
                .contains("demo: orders-2 ended before it answered; its log is " + home.toRealPath() + "/.demo/" + base
                        + "/logs/orders-2.log and ends with:")
                .last()
                .asString()
                .contains("orders-2 was told to break");
        assertAllGone(recorded());
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(base + 9, 1, InetAddress.getLoopbackAddress())) {
            Process launcher = launch(Map.of());
            read(launcher);

            assertThat(launcher.waitFor()).isEqualTo(1);
            assertThat(output)
                    .singleElement()
                    .asString()
                    .startsWith("demo: port " + taken.getLocalPort() + " (needed by h2) is taken by another process;");
        }
    }

    @Test
    void saysInOneLineThatItsOwnFilesCannotBeRead() throws Exception {
        Path record = Files.createDirectories(home.resolve(".demo/" + base + "/processes"));
        Process launcher = launch(Map.of());
        read(launcher);

        assertThat(launcher.waitFor()).isEqualTo(1);
        assertThat(output)
                .singleElement()
                .asString()
                .startsWith("demo: " + record.toRealPath() + " must be readable but is not: ");
    }

    @Test
    void saysInOneLineWhatNobodyForesawAndKeepsWhere() {
        Path log = home.resolve("launcher.log");
        RuntimeException unforeseen = new IllegalStateException("no such luck");

        assertThat(Main.inOneSentence(unforeseen, log))
                .isEqualTo("the launcher failed: java.lang.IllegalStateException: no such luck; where, is in " + log);
        assertThat(log).content().contains("saysInOneLineWhatNobodyForesawAndKeepsWhere");
        assertThat(Main.inOneSentence(unforeseen, home))
                .contains("cannot be written to " + home)
                .contains("saysInOneLineWhatNobodyForesawAndKeepsWhere");
    }

    @Test
    void saysInOneLineThatAnOptionIsUnknown() throws Exception {
        Process launcher = launch(Map.of(), "--fast");
        read(launcher);

        assertThat(launcher.waitFor()).isEqualTo(2);
        assertThat(output).containsExactly("demo: unknown option --fast; see ./demo --help");
    }

    private Process launch(Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dha.demo.home=" + home.toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port-base=" + base));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process launcher = builder.start();
        launchers.add(launcher);
        return launcher;
    }

    private String awaitReady(Process launcher) throws IOException {
        String line = "";
        while (!line.startsWith("READY")) {
            line = launcher.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(line).as("the next line after %s", output).isNotNull();
            output.add(line);
        }
        return line;
    }

    private void read(Process launcher) {
        launcher.inputReader(StandardCharsets.UTF_8).lines().forEach(output::add);
    }

    private List<ProcessIdentity> recorded() throws IOException {
        Path record = home.resolve(".demo/" + base + "/processes");
        return !Files.isRegularFile(record)
                ? List.of()
                : Files.readAllLines(record).stream()
                        .map(line -> line.split(" ", -1))
                        .filter(words -> !words[0].equals("boot"))
                        .map(words -> new ProcessIdentity(Long.parseLong(words[1]), words[2]))
                        .toList();
    }

    private static void assertAllGone(List<ProcessIdentity> processes) {
        assertThat(processes).isNotEmpty();
        assertThat(Waiting.until(() -> processes.stream().noneMatch(ProcessIdentity::alive), SOON))
                .as("all processes are gone")
                .isTrue();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static int freeBase() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int candidate = NEXT_BASE.getAndAdd(20);
            try {
                new Ports(candidate).requireFree(true);
                return candidate;
            } catch (DemoFailure taken) {
                // another one, then
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
        String name = StandIn.class.getName().replace('.', '/') + ".class";
        try (InputStream code = requireNonNull(StandIn.class.getClassLoader().getResourceAsStream(name));
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            entries.putNextEntry(new JarEntry(name));
            code.transferTo(entries);
            entries.closeEntry();
        }
    }
}
