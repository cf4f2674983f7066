package io.haplatform.demo.check;

import io.haplatform.demo.process.Waiting;
import io.haplatform.demo.system.DemoSystem;
import io.haplatform.demo.system.Parts;
import io.haplatform.demo.system.Ports;
import io.haplatform.test.FaultProxy;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code ./demo --check}: one fault after the other under traffic, and a verdict. */
public final class Check {

    static final List<CheckStep> STEPS =
            List.of(new KillStep(), new GracefulRestartStep(), new WeightZeroStep(), new FreezeStep());

    private static final int REQUESTS_PER_SECOND = 200;
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final int SHOWN_FAILURES = 3;

    private final DemoSystem system;
    private final Ports ports;
    private final String password;
    private final HttpClient client;
    private final PrintStream out;
    private final @Nullable FaultProxy regionsRedis;

    /**
     * @param system started, with every part answering
     * @param regionsRedis before Redis for one region; null if Redis is somebody else's, whom no fault may hit
     */
    public Check(
            DemoSystem system,
            Ports ports,
            String password,
            HttpClient client,
            PrintStream out,
            @Nullable FaultProxy regionsRedis) {
        this.regionsRedis = regionsRedis;
        this.system = system;
        this.ports = ports;
        this.password = password;
        this.client = client;
        this.out = out;
    }

    /** Takes about two minutes. @return whether nothing failed that must not, and every fault was noticed in time */
    public boolean run() {
        List<Observation> observations = new ArrayList<>();
        URI orders = local(ports.storefront(), "/api/storefront/orders?client=rest-client");
        out.println("check: warming up");
        new WarmUp(client, orders).run();
        Traffic traffic = new Traffic(client, orders, REQUESTS_PER_SECOND);
        Scene scene = new Scene(
                system,
                traffic,
                new AdminView(client, local(ports.admin(), "/"), password),
                IntStream.rangeClosed(1, Ports.ORDERS)
                        .mapToObj(number -> new Instance(Parts.orders(number), ports.orders(number)))
                        .toList());
        List<CheckStep> steps = new ArrayList<>(STEPS);
        if (regionsRedis == null) {
            out.println("check: Redis is not this demo's own: no region is cut off from it, and it is not emptied");
        } else {
            steps.addAll(List.of(new RegionCutOffStep(regionsRedis), new EmptyRedisStep()));
        }
        out.println("check: " + REQUESTS_PER_SECOND + " requests a second through the storefront");
        long start = System.nanoTime();
        long end;
        try (traffic) {
            traffic.start();
            scene.awaitAllServing();
            Waiting.pause(QUIET);
            for (CheckStep step : steps) {
                Observation seen = step.run(scene);
                Instance lost = seen.instance();
                out.println("check: " + (lost == null ? "" : lost.id() + " ") + step.name() + ", and all serve again");
                observations.add(seen);
            }
            end = System.nanoTime();
        }

        List<Exchange> exchanges = traffic.exchanges();
        List<Row> rows = new ArrayList<>(List.of(Row.quiet(
                exchanges, REQUESTS_PER_SECOND, start, observations.get(0).faultNanos())));
        for (int i = 0; i < steps.size(); i++) {
            long until = i + 1 < steps.size() ? observations.get(i + 1).faultNanos() : end;
            rows.add(Row.of(steps.get(i), observations.get(i), exchanges, REQUESTS_PER_SECOND, until));
        }
        return report(rows, exchanges);
    }

    private boolean report(List<Row> rows, List<Exchange> exchanges) {
        Map<String, Long> served = exchanges.stream()
                .map(Exchange::servedBy)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        out.println();
        out.println(Table.of(rows));
        out.println("verdict: FAILED where a request failed, or a fault was noticed later than " + Target.GENEROSITY
                + " times the target, for machines are noisy");
        out.println("served: "
                + served.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
        List<String> objections =
                rows.stream().flatMap(row -> row.objections().stream()).toList();
        objections.forEach(out::println);
        rows.forEach(row -> row.describeFailures(SHOWN_FAILURES).forEach(out::println));
        out.println(objections.isEmpty() ? "CHECK passed" : "CHECK FAILED");
        return objections.isEmpty();
    }

    private static URI local(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
