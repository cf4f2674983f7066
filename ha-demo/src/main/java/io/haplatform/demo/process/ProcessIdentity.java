package io.haplatform.demo.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process, told apart from a later one that was given the same pid: the pid and the moment it started, in the words
 * of the operating system.
 *
 * <p>The start is what {@code watchdog.sh} reads too: field 22 of {@code /proc/<pid>/stat} where there is a
 * {@code /proc}, else {@code ps -o lstart=} with blanks as underscores. Both are fixed at fork and survive exec.
 * {@link ProcessHandle} is no use for it: it adds the boot time, which moves when the clock is set.
 */
public record ProcessIdentity(long pid, String started) {

    public ProcessIdentity {
        if (pid <= 1) {
            throw new IllegalArgumentException("pid must be above 1 but is " + pid);
        }
        if (started.isBlank() || started.contains(" ")) {
            throw new IllegalArgumentException("started must be one word but is '" + started + "'");
        }
    }

    /** The process that has this pid now; empty if there is none, or if it is dead and only waits for its parent. */
    public static Optional<ProcessIdentity> of(long pid) {
        return Optional.ofNullable(startOf(pid)).map(started -> new ProcessIdentity(pid, started));
    }

    public boolean alive() {
        return started.equals(startOf(pid));
    }

    /** Sends SIGKILL, which ends a frozen process too; does nothing if the pid is gone or belongs to another by now. */
    public void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static @Nullable String startOf(long pid) {
        return Files.isReadable(Path.of("/proc/self/stat")) ? startFromProc(pid) : startFromPs(pid);
    }

    private static @Nullable String startFromProc(long pid) {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return null;
        }
        // the second field is the command in parentheses, and may itself hold blanks and parentheses
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return fields[0].equals("Z") || fields[0].equals("X") ? null : fields[19];
    }

    private static @Nullable String startFromPs(long pid) {
        ProcessBuilder ps = new ProcessBuilder("ps", "-o", "state=,lstart=", "-p", Long.toString(pid));
        ps.environment().put("LC_ALL", "C");
        ps.environment().put("TZ", "UTC0");
        try {
            Process process = ps.redirectErrorStream(true).start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return answer.isEmpty() || answer.startsWith("Z") || !answer.contains(" ")
                    ? null
                    : answer.substring(answer.indexOf(' ')).strip().replaceAll("\\s+", "_");
        } catch (IOException e) {
            throw new DemoFailure("ps must be on the PATH where there is no /proc, but it does not run", e);
        }
    }
}
