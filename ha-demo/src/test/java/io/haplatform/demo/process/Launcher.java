package io.haplatform.demo.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Stands in for the real launcher: starts sleepers, prints {@code name=pid} of each and of the watchdog, and stays. */
final class Launcher {

    private Launcher() {}

    public static void main(String[] arguments) throws InterruptedException {
        RunDirectory run = RunDirectory.claim(Path.of(arguments[0]), 18190, System.out::println);
        Fleet fleet = new Fleet(run);
        for (int number = 1; number <= 3; number++) {
            fleet.start("sleeper-" + number, List.of("sleep", "1000"), Map.of());
        }
        System.out.println(fleet.living().stream()
                        .map(child -> child.name() + "=" + child.pid())
                        .collect(Collectors.joining(" "))
                + " watchdog=" + fleet.watchdog().pid());
        new CountDownLatch(1).await();
    }
}
