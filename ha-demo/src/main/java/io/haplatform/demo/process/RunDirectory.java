package io.haplatform.demo.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one running demo keeps its logs, its database and the record of its processes: {@code .demo/<port base>}.
 *
 * <p>Claimed by a file lock, which the operating system drops when the launcher dies in any way: a directory without a
 * lock holder is a run that ended, and whatever is still alive in its record is a leftover.
 */
public final class RunDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private RunDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Claims the directory of this port base, ends what earlier runs of any port base left behind, and starts with
     * empty logs and data.
     *
     * @param say told in a sentence which leftovers were ended
     * @throws DemoFailure if a demo with this port base is running
     */
    public static RunDirectory claim(Path home, int portBase, Consumer<String> say) {
        try {
            Path all = Files.createDirectories(home.resolve(".demo"));
            Path own = Files.createDirectories(all.resolve(Integer.toString(portBase)));
            RunDirectory claimed = tryClaim(own);
            if (claimed == null) {
                String who = launcherOf(own).map(pid -> " (pid " + pid + ")").orElse("");
                throw new DemoFailure("a demo with port base " + portBase + " is already running" + who
                        + "; stop it with Ctrl-C where it runs, or start this one with another --port-base");
            }
            claimed.endLeftovers(say);
            for (Path other : list(all)) {
                if (Files.exists(other.resolve("lock")) && !other.equals(own)) {
                    try (RunDirectory abandoned = tryClaim(other)) {
                        if (abandoned != null) {
                            abandoned.endLeftovers(say);
                        }
                    }
                }
            }
            claimed.wipe("logs");
            claimed.wipe("work");
            return claimed;
        } catch (IOException e) {
            throw new DemoFailure(home.resolve(".demo") + " must be writable but is not: " + e.getMessage(), e);
        }
    }

    public Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }

    /** An empty directory for one part's own files. */
    public Path work(String name) {
        Path directory = path.resolve("work").resolve(name);
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new DemoFailure(directory + " must be writable but is not: " + e, e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    ProcessRecord record() {
        return new ProcessRecord(path.resolve("processes"));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable RunDirectory tryClaim(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunDirectory(directory, channel);
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // the same answer: somebody runs here
        }
        channel.close();
        return null;
    }

    private static Optional<Long> launcherOf(Path directory) {
        return new ProcessRecord(directory.resolve("processes"))
                .read().stream()
                        .filter(entry -> entry.name().equals(ProcessRecord.LAUNCHER))
                        .map(entry -> entry.process().pid())
                        .findFirst();
    }

    private void endLeftovers(Consumer<String> say) {
        List<ProcessRecord.Entry> leftovers = record().read().stream()
                .filter(entry -> !entry.name().equals(ProcessRecord.LAUNCHER))
                .filter(entry -> entry.process().alive())
                .toList();
        if (leftovers.isEmpty()) {
            return;
        }
        leftovers.forEach(entry -> entry.process().kill());
        List<ProcessRecord.Entry> immortal = Waiting.until(
                        () -> leftovers.stream()
                                .noneMatch(entry -> entry.process().alive()),
                        Duration.ofSeconds(10))
                ? List.of()
                : leftovers.stream().filter(entry -> entry.process().alive()).toList();
        if (!immortal.isEmpty()) {
            throw new DemoFailure("processes of an earlier demo do not end, even by SIGKILL: " + names(immortal)
                    + "; end them by hand, or see whether they belong to another user");
        }
        say.accept("ended what an earlier demo left running: " + names(leftovers));
    }

    private static String names(List<ProcessRecord.Entry> entries) {
        return String.join(
                ", ",
                entries.stream()
                        .map(entry -> entry.name() + " (pid " + entry.process().pid() + ")")
                        .toList());
    }

    private void wipe(String name) throws IOException {
        Path directory = path.resolve(name);
        if (Files.exists(directory)) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Files.createDirectories(directory);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
