package io.haplatform.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file that says which processes a demo started, one {@code name pid start} per line, so that the next start can
 * end what was left of it. A line that is not of this shape, such as a last line cut off by a kill, is passed over.
 */
final class ProcessRecord {

    static final String LAUNCHER = "launcher";
    private static final String BOOT = "boot";

    /** One started process and the name it goes by. */
    record Entry(String name, ProcessIdentity process) {}

    private final Path file;

    ProcessRecord(Path file) {
        this.file = file;
    }

    void begin(ProcessIdentity launcher) {
        write(BOOT + " 0 " + bootId() + "\n" + line(LAUNCHER, launcher), StandardOpenOption.TRUNCATE_EXISTING);
    }

    void add(String name, ProcessIdentity process) {
        write(line(name, process), StandardOpenOption.APPEND);
    }

    /** What was written since the machine last started; nothing recorded before that can be alive. */
    List<Entry> read() {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() || !lines.get(0).equals(BOOT + " 0 " + bootId())
                    ? List.of()
                    : lines.stream().flatMap(line -> parse(line).stream()).toList();
        } catch (NoSuchFileException firstRun) {
            return List.of();
        } catch (IOException e) {
            throw new DemoFailure(file + " must be readable but is not: " + e, e);
        }
    }

    static Optional<Entry> parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[1].matches("[1-9]\\d{0,9}") || words[1].equals("1") || words[2].isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Entry(words[0], new ProcessIdentity(Long.parseLong(words[1]), words[2])));
    }

    private static String line(String name, ProcessIdentity process) {
        return name + " " + process.pid() + " " + process.started() + "\n";
    }

    private void write(String text, StandardOpenOption how) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw new DemoFailure(file + " must be writable but is not: " + e, e);
        }
    }

    /** Start times count from boot where they come from /proc, so a record means nothing after the next boot. */
    private static String bootId() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/sys/kernel/random/boot_id"))) {
            return lines.findFirst().orElse("unknown");
        } catch (IOException noProc) {
            return "unknown";
        }
    }
}
