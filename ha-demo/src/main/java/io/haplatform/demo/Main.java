package io.haplatform.demo;

import io.haplatform.demo.check.Check;
import io.haplatform.demo.process.DemoFailure;
import io.haplatform.demo.process.Fleet;
import io.haplatform.demo.process.RunDirectory;
import io.haplatform.demo.system.DatabaseServer;
import io.haplatform.demo.system.DemoSystem;
import io.haplatform.demo.system.Parts;
import io.haplatform.demo.system.Ports;
import io.haplatform.demo.system.RedisLocation;
import io.haplatform.test.FaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * The launcher behind {@code ./demo}: every part of the platform as a process of its own on this machine.
 *
 * <p>Exit codes: 0 after a passed check, 1 if something did not start or the check failed, 2 for a bad option, and the
 * shell's 128 plus signal after Ctrl-C.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException, SQLException, IOException {
        if (arguments.length == 2 && arguments[0].equals(DatabaseServer.COMMAND)) {
            DatabaseServer.serve(Integer.parseInt(arguments[1]));
            return;
        }
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (DemoFailure e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(MISUSED);
            return;
        }
        if (options.help()) {
            System.out.print(usage());
            return;
        }
        try {
            System.exit(run(options, System.out) ? 0 : FAILED);
        } catch (DemoFailure e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(FAILED);
        } catch (RuntimeException e) {
            System.err.println("demo: " + inOneSentence(e, home().resolve(".demo/launcher.log")));
            System.exit(FAILED);
        }
    }

    /** What nobody foresaw, for a person; the stack trace goes into the file. */
    static String inOneSentence(RuntimeException e, Path log) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        try {
            Files.writeString(log, trace.toString());
            return "the launcher failed: " + e + "; where, is in " + log;
        } catch (IOException unwritable) {
            return "the launcher failed: " + e + "; where, cannot be written to " + log + ":\n" + trace;
        }
    }

    private static Path home() {
        return Path.of(System.getProperty("ha.demo.home", "")).toAbsolutePath();
    }

    private static boolean run(Options options, PrintStream out) throws InterruptedException {
        long start = System.nanoTime();
        Path home = home();
        Ports ports = options.ports();
        String chosenPassword = System.getenv().getOrDefault("HA_ADMIN_PASSWORD", "");
        String password = chosenPassword.isBlank() ? randomPassword() : chosenPassword;

        RunDirectory run = RunDirectory.claim(home, ports.base(), out::println);
        options.redis().ifPresent(RedisLocation::requireReachable);
        ports.requireFree(options.redis().isEmpty());
        // an idle connection is dropped before the server may drop it
        System.setProperty("jdk.httpclient.keepalive.timeout", "10");
        // no limit for connecting alone: on a busy machine a full accept queue answers at the second or third try
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Fleet fleet = new Fleet(run);
        FaultProxy regionsRedis =
                options.check() && options.redis().isEmpty() ? FaultProxy.to("127.0.0.1", ports.redis()) : null;
        int regionsPort = regionsRedis == null ? ports.redis() : regionsRedis.port();
        DemoSystem system = new DemoSystem(
                fleet, new Parts(home, self(), run, ports, options.redis(), password, client, regionsPort), out);
        Thread stop = new Thread(system::stop, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            system.start();
            if (options.check()) {
                return new Check(system, ports, password, client, out, regionsRedis).run();
            }
        } catch (DemoFailure e) {
            if (system.stopping()) {
                // Ctrl-C: what failed only failed because everything is being stopped
                return false;
            }
            throw e;
        }
        out.printf(
                Locale.ROOT,
                "READY http://127.0.0.1:%d/  login admin, password %s  (after %.0f s; Ctrl-C stops everything)%n",
                ports.admin(),
                chosenPassword.isBlank() ? password : "as in HA_ADMIN_PASSWORD",
                (System.nanoTime() - start) / 1e9);
        new CountDownLatch(1).await();
        return true;
    }

    /** How {@code java} runs this program, from its jar or, in tests, from a class path. */
    private static List<String> self() {
        String classPath = System.getProperty("java.class.path");
        return classPath.endsWith(".jar") && !classPath.contains(System.getProperty("path.separator"))
                ? List.of("-jar", Path.of(classPath).toAbsolutePath().toString())
                : List.of("-cp", classPath, Main.class.getName());
    }

    private static String randomPassword() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String usage() throws IOException {
        try (InputStream text = Objects.requireNonNull(Main.class.getResourceAsStream("usage.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
