package io.haplatform.demo.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Starts processes that cannot be left behind, and stops them.
 *
 * <p>A process is born as a shell that waits for one word at its input, is recorded, and only then becomes the
 * program: if the launcher dies in between, the shell reads the end of its input and ends. So there is no moment in
 * which a program runs that neither the watchdog nor the next start knows of. Each has its own session: Ctrl-C in the
 * terminal reaches the launcher alone, which then stops the parts in order.
 *
 * <p>Safe for use by several threads; once closed, nothing starts any more.
 */
public final class Fleet implements AutoCloseable {

    /** What Spring Boot and the starter read as settings. */
    private static final Pattern SETTING = Pattern.compile(
            "(?i)((spring|server|management|logging|ha)[._].*|node_id|discovery_servers|quorum_size|environment)");

    private static final String GATE = "IFS= read -r word && [ \"$word\" = go ] && exec \"$@\" </dev/null";

    private final RunDirectory run;
    private final Watchdog watchdog;
    private final List<Child> children = new ArrayList<>();
    private boolean closed;

    /** @param run claimed by this process */
    public Fleet(RunDirectory run) {
        this.run = run;
        ProcessRecord record = run.record();
        record.begin(ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow());
        this.watchdog = new Watchdog(run, record);
    }

    /**
     * @param environment added to the launcher's own, which is passed on without its settings of applications: what a
     *     person has set for a system of theirs would turn this one against it
     * @throws DemoFailure if the fleet is closed, or the shell does not start
     */
    public Child start(String name, List<String> command, Map<String, String> environment) {
        synchronized (this) {
            if (closed) {
                throw new DemoFailure(name + " is not started: the demo is stopping");
            }
            Path log = run.log(name);
            List<String> gated = new ArrayList<>(List.of("sh", "-c", GATE, name));
            gated.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(OwnSession.of(gated))
                    .directory(run.work(name).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(Fleet::isSetting);
            builder.environment().putAll(environment);
            try {
                Process process = builder.start();
                ProcessIdentity identity = ProcessIdentity.of(process.pid())
                        .orElseThrow(() -> new DemoFailure(name + " ended at once; its log is " + log));
                Child child = new Child(name, process, identity, log);
                children.add(child);
                watchdog.record(name, identity);
                try (OutputStream gate = process.getOutputStream()) {
                    gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
                }
                return child;
            } catch (IOException e) {
                throw new DemoFailure(name + " did not start: " + e.getMessage() + "; its log is " + log, e);
            }
        }
    }

    static boolean isSetting(String variable) {
        return SETTING.matcher(variable).matches();
    }

    /** The program of the running Java, for children in Java. */
    public static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    /**
     * Asks all chosen children to stop and kills those that have not by then.
     *
     * @return the names of those that had to be killed
     */
    public List<String> stop(Predicate<Child> which, Duration grace) {
        List<Child> chosen = living().stream().filter(which).toList();
        chosen.forEach(Child::terminate);
        long end = System.nanoTime() + grace.toNanos();
        List<String> killed = new ArrayList<>();
        for (Child child : chosen) {
            if (!child.awaitExit(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                killed.add(child.name());
                child.kill();
                child.awaitExit(Duration.ofSeconds(5));
            }
        }
        return killed;
    }

    public synchronized List<Child> living() {
        return children.stream().filter(Child::alive).toList();
    }

    /** From here on nothing starts; what runs goes on. */
    public synchronized void refuse() {
        closed = true;
    }

    ProcessIdentity watchdog() {
        return watchdog.identity();
    }

    /** Kills whatever is still alive and lets the watchdog go. */
    @Override
    public void close() {
        refuse();
        List<Child> rest = living();
        rest.forEach(Child::kill);
        rest.forEach(child -> child.awaitExit(Duration.ofSeconds(5)));
        watchdog.close();
        run.close();
    }
}
