package io.haplatform.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server as a child process, with the accidents that a test can order. A shell stands between, which kills it when
 * this JVM ends in whatever way: its standard input ends then. Needs a POSIX shell.
 *
 * <p>For use by one thread at a time.
 */
public final class GuardedProcess implements AutoCloseable {

    private static final int PORTS_REMEMBERED = 1_000;

    private static final Set<Integer> PORTS_GIVEN =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
                    return size() > PORTS_REMEMBERED;
                }
            }));

    // the shell lets go of the output, so that this ends with the server; it waits for the end of what it has killed
    private static final String GUARD =
            // the server's own first word is its number: what it says itself cannot come before
            "sh -c 'echo \"pid $$\"; exec \"$@\"' sh \"$@\" & pid=$!; exec >/dev/null 2>&1; cat >/dev/null; kill -9 $pid; wait $pid";

    private static final String PID = "pid ";
    /** The longest that a server may take to come up on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Process guard;
    private final String name;
    /** What it has said until it was ready. */
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private volatile long pid;

    private GuardedProcess(Process guard, String name) {
        this.guard = guard;
        this.name = name;
    }

    /**
     * Starts a server, and returns when it takes work.
     *
     * @param ready what it says then, part of a line
     * @throws IllegalStateException with what it said instead, when it ended before or did not say so for a minute
     */
    public static GuardedProcess start(List<String> command, String ready) {
        return start(command, ready, PATIENCE);
    }

    static GuardedProcess start(List<String> command, String ready, Duration patience) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "sh"));
        guarded.addAll(command);
        try {
            GuardedProcess started = new GuardedProcess(
                    new ProcessBuilder(guarded).redirectErrorStream(true).start(), command.get(0));
            started.awaitReady(ready, patience);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port on which nobody listens, and none of the last 1,000 that were asked for in this JVM. From any thread. */
    public static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                if (PORTS_GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void awaitReady(String ready, Duration patience) {
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(ready, begun), "output of " + name);
        reader.setDaemon(true);
        reader.start();
        String but;
        try {
            if (begun.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            but = "ended and said";
        } catch (TimeoutException e) {
            but = "has said in " + patience.toSeconds() + " s";
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            close();
            throw new IllegalStateException(e);
        }
        close();
        throw new IllegalStateException(
                name + " must say '" + ready + "' but " + but + ":\n" + String.join("\n", said));
    }

    /** Reads to the end: a server whose output nobody takes would stand still. */
    private void read(String ready, CompletableFuture<Boolean> begun) {
        try (BufferedReader output = guard.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (pid == 0 && line.startsWith(PID)) {
                    pid = Long.parseLong(line.substring(PID.length()));
                } else if (line.contains(ready)) {
                    begun.complete(true);
                }
                if (!begun.isDone()) {
                    said.add(line);
                }
            }
        } catch (IOException e) {
            said.add(e.toString());
        }
        begun.complete(false);
    }

    /** SIGSTOP: its sockets stay open and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        if (pid == 0) {
            // to kill this would be our own group of processes
            throw new IllegalStateException("a server must have said its number but has not");
        }
        try {
            if (new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                            .start()
                            .waitFor()
                    != 0) {
                throw new IllegalStateException(
                        name + " (pid " + pid + ") must be alive to get SIG" + signal + " but is gone");
            }
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
            guard.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
