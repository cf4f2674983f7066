package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** U4: a wrong setting ends the start with a sentence that names the setting and its value, and with no stack trace. */
final class WrongSettings {

    /** @param fragments all must be in what the application prints */
    private record Case(List<String> arguments, List<String> fragments) {}

    private static final List<Case> CASES = List.of(
            bad("spring.application.name", "", "spring.application.name"),
            bad("ha.registry.namespace", "Not A Namespace", "ha.registry.namespace", "Not A Namespace"),
            bad("ha.instance.id", "a/b", "ha.instance.id", "a/b"),
            bad("ha.instance.host", "http://here", "ha.instance.host", "http://here"),
            bad("ha.instance.port", "70000", "ha.instance.port", "70000"),
            bad("ha.instance.weight", "2000", "ha.instance.weight", "2000"),
            bad("ha.instance.tags", "blue green", "ha.instance.tags", "blue green"),
            bad("ha.registry.lease-duration", "3s", "lease-duration", "3000ms"),
            bad("ha.registry.renew-interval", "soon", "ha.registry.renew-interval", "soon"),
            bad("ha.load-balancer.strategy", "FASTEST", "ha.load-balancer.strategy", "FASTEST"),
            bad("ha.load-balancer.attempt-timeout", "0s", "attempt-timeout", "0"),
            new Case(
                    List.of("--spring.data.redis.port=1", "--ha.registry.fail-fast=true"),
                    List.of("127.0.0.1:1", "fail-fast")));

    private WrongSettings() {}

    static int count() {
        return CASES.size();
    }

    /** @return one line per case that did not end as it should; empty when all did */
    static List<String> check(Path root, Path directory) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < CASES.size(); i++) {
            Case wrong = CASES.get(i);
            Path log = directory.resolve("wrong-" + i + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    root.resolve("sample-app/target/sample-app.jar").toString(),
                    "--spring.profiles.active=orders",
                    "--server.port=0",
                    "--spring.data.redis.host=127.0.0.1"));
            command.addAll(wrong.arguments());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            String printed = Files.readString(log, StandardCharsets.UTF_8);
            List<String> missing =
                    wrong.fragments().stream().filter(f -> !printed.contains(f)).toList();
            if (!ended || process.exitValue() == 0) {
                failures.add(wrong.arguments() + ": the application started all the same; see " + log);
            } else if (!missing.isEmpty()) {
                failures.add(wrong.arguments() + ": the message does not name " + missing + "; see " + log);
            } else if (printed.contains("\tat ")) {
                failures.add(wrong.arguments() + ": a stack trace was printed; see " + log);
            }
        }
        return failures;
    }

    private static Case bad(String setting, String value, String... fragments) {
        return new Case(List.of("--" + setting + "=" + value), List.of(fragments));
    }
}
