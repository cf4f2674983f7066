package io.haplatform.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** On what a row was measured: processors, memory, system, Java, and what else was going on. */
final class Machine {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String describe() throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return String.format(
                Locale.ROOT,
                "%d x %s, %d GB, %s, Java %s, load %.1f before",
                system.getAvailableProcessors(),
                processor(system),
                Math.round(system.getTotalMemorySize() / (double) (1 << 30)),
                system.getName(),
                System.getProperty("java.version"),
                Math.max(0, system.getSystemLoadAverage()));
    }

    private static String processor(OperatingSystemMXBean system) throws IOException {
        if (!Files.isReadable(PROCESSORS)) {
            return system.getArch();
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse(system.getArch());
        }
    }
}
