package io.haplatform.demo.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A small shell process in its own session that ends every recorded process when this one dies, even by SIGKILL.
 *
 * <p>It holds the read end of a pipe whose only write end is here; the operating system closes that end however we
 * die, and the end of input is its signal. A shell, not a second JVM: it takes a megabyte, starts in milliseconds and
 * cannot run out of heap. If it is killed, it is started again at once with everything recorded so far.
 *
 * <p>Safe for use by several threads.
 */
final class Watchdog implements AutoCloseable {

    private final Path script;
    private final Path log;
    private final ProcessRecord record;
    private final List<String> lines = new ArrayList<>();
    private @Nullable Process process;
    private boolean closed;

    Watchdog(RunDirectory run, ProcessRecord record) {
        this.script = run.file("watchdog.sh");
        this.log = run.log("watchdog");
        this.record = record;
        try (InputStream source = Objects.requireNonNull(Watchdog.class.getResourceAsStream("watchdog.sh"))) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DemoFailure(script + " must be writable but is not: " + e, e);
        }
        start();
    }

    /** Returns when the process is known to a living watchdog and to the next start. */
    synchronized void record(String name, ProcessIdentity child) {
        record.add(name, child);
        String line = child.pid() + " " + child.started() + " " + name + "\n";
        lines.add(line);
        try {
            send(line);
        } catch (IOException dead) {
            start();
        }
    }

    synchronized ProcessIdentity identity() {
        return ProcessIdentity.of(Objects.requireNonNull(process).pid())
                .orElseThrow(() -> new DemoFailure("the watchdog died"));
    }

    /** Call it when every recorded process is gone: from here on nothing guards them. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            send("bye\n");
        } catch (IOException dead) {
            // it had nothing left to do
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its failure is reported where it happens
    private synchronized void start() {
        try {
            Process started = new ProcessBuilder(OwnSession.of(List.of("sh", script.toString())))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            String greeting = new BufferedReader(
                            new InputStreamReader(started.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (!"watching".equals(greeting)) {
                throw new DemoFailure("the watchdog that ends the demo's processes did not start; see " + log);
            }
            process = started;
            // armed before it is recorded: whoever reads of it may rely on it
            send(String.join("", lines));
            ProcessIdentity.of(started.pid()).ifPresent(self -> record.add("watchdog", self));
            started.onExit().thenRunAsync(() -> replace(started));
        } catch (IOException e) {
            throw new DemoFailure("the watchdog that ends the demo's processes did not start: " + e.getMessage(), e);
        }
    }

    private synchronized void replace(Process dead) {
        if (closed || process != dead) {
            return;
        }
        try {
            start();
            System.err.println("the watchdog was killed; another one took its place");
        } catch (DemoFailure e) {
            System.err.println("the watchdog was killed and cannot be replaced: if the launcher is killed too, its"
                    + " processes run on until the next ./demo ends them. " + e.getMessage());
        }
    }

    private void send(String text) throws IOException {
        OutputStream pipe = Objects.requireNonNull(process).getOutputStream();
        pipe.write(text.getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }
}
