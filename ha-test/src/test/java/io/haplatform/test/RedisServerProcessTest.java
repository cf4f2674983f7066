package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RedisServerProcessTest {

    @Test
    void takesSettingsAsLinesOfItsConfiguration() throws IOException {
        try (RedisServerProcess redis =
                        RedisServerProcess.start("maxmemory-policy allkeys-lru", "user ann on >secret ~* &* +@all");
                Client client = new Client(redis.port())) {
            assertThat(client.ask("AUTH ann secret")).isEqualTo("+OK");
            assertThat(client.ask("CONFIG GET maxmemory-policy")).isEqualTo("*2");
            assertThat(client.lines(4)).endsWith("allkeys-lru");
        }
    }

    @Test
    void isSilentWhileItIsFrozen() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.start();
                Client client = new Client(redis.port())) {
            redis.freeze();
            client.socket.setSoTimeout(200);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.ask("PING"));

            redis.thaw();
            client.socket.setSoTimeout(0);
            assertThat(client.lines(1)).isEqualTo("+PONG");
        }
    }

    @Test
    void comesBackAtItsPortWithWhatWasSavedOrWithout() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.start("appendonly yes", "appendfsync always")) {
            assertThat(answer(redis, "SET color blue")).isEqualTo("+OK");

            redis.kill();
            redis.kill();
            assertThatIllegalStateException()
                    .isThrownBy(redis::freeze)
                    .withMessage("redis-server at port " + redis.port() + " must be running but was killed");
            redis.restart();
            assertThat(answer(redis, "EXISTS color")).isEqualTo(":1");

            redis.restartEmpty();
            assertThat(answer(redis, "EXISTS color")).isEqualTo(":0");
        }
    }

    @Test
    void leavesNothingBehindWhenItDoesNotStart(@TempDir Path directory) throws IOException {
        Path program = directory.resolve("redis-server");
        Files.writeString(program, "#!/bin/sh\necho \"read $1 and gave up\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        IllegalStateException failure =
                catchThrowableOfType(IllegalStateException.class, () -> RedisServerProcess.start(program, List.of()));

        Matcher configuration = Pattern.compile("read (\\S+) and gave up").matcher(failure.getMessage());
        assertThat(configuration.find()).isTrue();
        assertThat(Path.of(configuration.group(1)).getParent()).doesNotExist();
    }

    @Test
    void saysWhatItCannotDelete(@TempDir Path directory) throws IOException {
        Path inside = Files.createDirectory(directory.resolve("full"));
        Path kept = Files.createFile(inside.resolve("kept"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> RedisServerProcess.delete(directory, file -> !file.equals(kept)))
                .withCauseInstanceOf(DirectoryNotEmptyException.class);
    }

    @Test
    void aSentinelKnowsItsMaster() throws IOException {
        try (RedisServerProcess master = RedisServerProcess.start();
                RedisServerProcess sentinel =
                        RedisServerProcess.sentinel("sentinel monitor main 127.0.0.1 " + master.port() + " 1");
                Client client = new Client(sentinel.port())) {
            assertThat(client.ask("SENTINEL get-master-addr-by-name main")).isEqualTo("*2");
            assertThat(client.lines(4)).endsWith("" + master.port());
        }
    }

    @Test
    void endsWithTheJvmThatStartedItInWhateverWayThatEnds() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:TieredStopAtLevel=1",
                        Starts.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Client client = new Client(Integer.parseInt(jvm.inputReader().readLine()))) {
            assertThat(client.ask("PING")).isEqualTo("+PONG");

            jvm.destroyForcibly();

            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** A JVM that starts a server, says where, and lives on. */
    static final class Starts {

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(RedisServerProcess.start().port());
            Thread.currentThread().join();
        }
    }

    private static String answer(RedisServerProcess redis, String command) throws IOException {
        try (Client client = new Client(redis.port())) {
            return client.ask(command);
        }
    }

    /** Speaks as one does by telnet. */
    private static final class Client implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader answers;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        String ask(String command) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return lines(1);
        }

        String lines(int count) throws IOException {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < count; i++) {
                lines.append(answers.readLine());
            }
            return lines.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
