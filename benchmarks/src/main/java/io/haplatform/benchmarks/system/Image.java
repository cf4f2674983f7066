package io.haplatform.benchmarks.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Spring Boot application as a well-made container image holds it: unpacked, with an archive of the classes that it
 * loads when it starts. It starts with less than half of the work, so that one that starts leaves the others on a small
 * machine time to answer.
 *
 * @param jar the unpacked one, beside its libraries
 * @param archive of the classes of one role
 * @see <a href="https://docs.spring.io/spring-boot/reference/packaging/class-data-sharing.html">Class data sharing</a>
 */
record Image(Path jar, Path archive) {

    private static final long MAKING_SECONDS = 120;

    /**
     * Made by a first start, which ends when all beans are there.
     *
     * @param role whose classes are archived
     * @param arguments of that start
     */
    static Image of(Run run, Path jar, String role, List<String> arguments) throws IOException, InterruptedException {
        String file = jar.getFileName().toString();
        Path directory = run.directory().resolve(file.replace(".jar", ""));
        Image image = new Image(directory.resolve(file), directory.resolve(role + ".jsa"));
        if (Files.notExists(image.jar)) {
            List<String> extract = new ArrayList<>(Child.JAVA);
            extract.addAll(List.of("-Djarmode=tools", "-jar", jar.toString(), "extract"));
            extract.addAll(List.of("--destination", directory.toString()));
            execute(run, "unpack-" + directory.getFileName(), extract);
        }
        if (Files.notExists(image.archive)) {
            List<String> first = new ArrayList<>(Child.JAVA);
            first.addAll(List.of("-XX:ArchiveClassesAtExit=" + image.archive, "-Dspring.context.exit=onRefresh"));
            first.addAll(List.of("-jar", image.jar.toString()));
            first.addAll(arguments);
            execute(run, "archive-" + directory.getFileName() + "-" + role, first);
        }
        return image;
    }

    private static void execute(Run run, String name, List<String> command) throws IOException, InterruptedException {
        Path log = run.directory().resolve(name + ".log");
        Process process =
                run.start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        boolean ended = process.waitFor(MAKING_SECONDS, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
            run.keepLogs();
            throw new IllegalStateException(
                    name + " must end with 0 within " + MAKING_SECONDS + " s but has not; see " + log);
        }
    }
}
