package io.haplatform.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A server as a child process, with the accidents that a test can order. A shell stands between, which kills it when
 * this JVM ends in whatever way: its standard input ends then. Needs a POSIX shell.
 *
 * <p>For use by one thread at a time.
 */
public final class GuardedProcess implements AutoCloseable {

    // the shell lets go of the output, so that this ends with the server
    private static final String GUARD =
            // the server's own first word is its number: what it says itself cannot come before
            "sh -c 'echo \"pid $$\"; exec \"$@\"' sh \"$@\" & pid=$!; exec >/dev/null 2>&1; cat >/dev/null; kill -9 $pid";

    private static final String PID = "pid ";

    private final Process guard;
    private long pid;

    private GuardedProcess(Process guard) {
        this.guard = guard;
    }

    /**
     * Starts a server, and returns when it takes work.
     *
     * @param ready what it says then, part of a line
     * @throws IllegalStateException with what it said instead, when it ended before
     */
    public static GuardedProcess start(List<String> command, String ready) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "sh"));
        guarded.addAll(command);
        try {
            GuardedProcess started = new GuardedProcess(
                    new ProcessBuilder(guarded).redirectErrorStream(true).start());
            started.awaitReady(command.get(0), ready);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(String name, String ready) throws IOException {
        BufferedReader output = guard.inputReader();
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            if (pid == 0 && line.startsWith(PID)) {
                pid = Long.parseLong(line.substring(PID.length()));
            } else if (line.contains(ready)) {
                Thread drain = new Thread(() -> output.lines().forEach(further -> {}), "output of " + name);
                drain.setDaemon(true);
                drain.start();
                return;
            }
        }
        close();
        throw new IllegalStateException(name + " must say '" + ready + "' but ended and said:\n" + all);
    }

    /** SIGSTOP: its sockets stay open and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        if (pid == 0) {
            // to kill this would be our own group of processes
            throw new IllegalStateException("a server must have said its number but has not");
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}, by the guard; returns when both are gone. Idempotent. */
    @Override
    public void close() {
        try {
            guard.outputWriter().close();
            ProcessHandle.of(pid).ifPresent(server -> server.onExit().join());
            guard.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
