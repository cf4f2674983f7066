package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** U4: everything that a user may get wrong, each as the user sees it: started as a process, read on its console. */
final class BadInput {

    private final Run run;
    private final List<String> good = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();

    private BadInput(Run run) {
        this.run = run;
    }

    /**
     * @param good names of the cases that ended as they should
     * @param bad a line for each that did not
     */
    record Result(List<String> good, List<String> bad) {

        int all() {
            return good.size() + bad.size();
        }
    }

    static Result check(Run run) throws IOException, InterruptedException {
        BadInput input = new BadInput(run);
        WrongSettings.check(input);
        WrongRegistry.check(input);
        WrongDemo.check(input);
        return new Result(List.copyOf(input.good), List.copyOf(input.bad));
    }

    Run run() {
        return run;
    }

    /** Takes down how a case ended. */
    void judged(String name, Optional<String> problem, Path log) {
        problem.ifPresentOrElse(why -> bad.add(name + ": " + why + "; see " + log), () -> good.add(name));
    }

    /** Starts the sample as orders with these arguments; it must refuse in this sentence, with this remedy. */
    void mustRefuse(String name, List<String> arguments, String sentence, String remedy)
            throws IOException, InterruptedException {
        Child application = orders("refused-" + (good.size() + bad.size()), arguments);
        Optional<String> problem;
        if (application.ends(60)) {
            problem = Refusal.problem(read(application.log()), sentence, remedy);
        } else {
            application.kill();
            problem = Optional.of("the application started all the same");
        }
        judged(name, problem, application.log());
    }

    Child orders(String name, List<String> arguments) throws IOException {
        int port = run.freePort();
        List<String> all = new ArrayList<>(List.of(
                "--spring.profiles.active=orders",
                "--server.port=" + port,
                "--spring.data.redis.host=127.0.0.1",
                "--ha.registry.last-known-good.enabled=false"));
        all.addAll(arguments);
        return Child.java(run, name, port, run.sample(), all);
    }

    static String read(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    /** How many lines have this in them. */
    static long lines(Path log, String text) throws IOException {
        return read(log).lines().filter(line -> line.contains(text)).count();
    }

    /** Waits until the log has a line with this in it. */
    static boolean says(Path log, String text, long seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (lines(log, text) == 0) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }
}
