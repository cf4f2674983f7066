package io.haplatform.demo.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes a command the leader of a session of its own, keeping the pid, so that neither Ctrl-C nor a signal to the
 * launcher's process group reaches it.
 *
 * <p>Java cannot call {@code setsid(2)}; the command of that name is part of util-linux and missing on macOS, where
 * perl makes the same call, and then python3. With none of them the command stays in the launcher's group: a watchdog
 * still outlives the launcher, and a signal that ends the whole group ends the parts with it.
 */
final class OwnSession {

    private static final List<List<String>> WAYS = List.of(
            List.of("setsid"),
            List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV or die $!"),
            List.of("python3", "-c", "import os, sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])"));

    private OwnSession() {}

    static List<String> of(List<String> command) {
        return of(command, OwnSession::onPath);
    }

    static List<String> of(List<String> command, Predicate<String> installed) {
        List<String> whole = new ArrayList<>();
        WAYS.stream().filter(way -> installed.test(way.get(0))).findFirst().ifPresent(whole::addAll);
        whole.addAll(command);
        return whole;
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
