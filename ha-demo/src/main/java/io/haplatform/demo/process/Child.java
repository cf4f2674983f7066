package io.haplatform.demo.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** A started part of the demo. */
public final class Child {

    private final String name;
    private final Process process;
    private final ProcessIdentity identity;
    private final Path log;

    Child(String name, Process process, ProcessIdentity identity, Path log) {
        this.name = name;
        this.process = process;
        this.identity = identity;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return identity.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** @param action given the exit code, by the shell's rule: 128 plus the signal that ended it */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    public void whenEnded(IntConsumer action) {
        process.onExit().thenAccept(dead -> action.accept(dead.exitValue()));
    }

    /** Asks it to stop (SIGTERM), waking it first if it is frozen. */
    public void terminate() {
        process.destroy();
        signal("CONT");
    }

    /** Stops it where it stands (SIGSTOP): its sockets stay open and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void thaw() {
        signal("CONT");
    }

    /** Ends it without asking (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    public boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("waiting for " + name + " to end was called off", e);
        }
    }

    public Path log() {
        return log;
    }

    /** The last lines of its log that are no stack frames, for a message about why it did not come up. */
    public List<String> lastWords(int lines) {
        try {
            List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank() && !line.matches("\\s+(at |\\.\\.\\. ).*"))
                    .toList();
            return said.subList(Math.max(0, said.size() - lines), said.size());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private void signal(String signal) {
        if (!identity.alive()) {
            return;
        }
        try {
            // the shell's own kill: the program of that name is not installed everywhere
            new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", signal, Long.toString(identity.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new DemoFailure("sh must be on the PATH but does not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
