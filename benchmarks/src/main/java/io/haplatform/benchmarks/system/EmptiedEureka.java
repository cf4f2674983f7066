package io.haplatform.benchmarks.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** R7's peer: a tuned Eureka that is killed and started empty, under a fleet that renews, and clients of its own. */
final class EmptiedEureka {

    private static final int READERS = Integer.getInteger("ha.peer-readers", 4);
    /**
     * On two busy processors no reader of 10,000 ever had a whole list, and those of 2,000 could not read the emptied one
     * within their second, and kept the old one for that.
     */
    private static final int INSTANCES = Integer.getInteger("ha.peer-instances", 1_000);
    /** As ours at 10,000; at the tuned second a loaded machine loses leases before anything happens. */
    private static final int RENEW_SECONDS = Integer.getInteger("ha.peer-renew", 5);

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);

    /** In the words of the row. */
    record Result(String value, String runs) {}

    private EmptiedEureka() {}

    static Result measure(Run run) throws Exception {
        try (EurekaServer eureka = new EurekaServer(run);
                EurekaOwners owners =
                        new EurekaOwners(eureka, INSTANCES, EmptiedRedis.SERVICES, RENEW_SECONDS, 2 * RENEW_SECONDS)) {
            owners.registerAll();
            owners.keep();
            Child readers = eureka.readers(READERS);
            try {
                await(() -> number(seen(readers), "listed") >= INSTANCES, "instances in every list");
                ask(readers, "POST");
                TimeUnit.SECONDS.sleep(5);
                eureka.process().kill();
                owners.forget();
                TimeUnit.SECONDS.sleep(3);
                eureka.process().restart();
                long begin = System.nanoTime();
                eureka.process().awaitReady("/readyz");
                double ready = (System.nanoTime() - begin) / 1e9;
                await(() -> owners.registered() >= INSTANCES, "instances registered again");
                double back = (System.nanoTime() - begin) / 1e9;
                // not all may come back to every list: then the row says so
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (number(seen(readers), "listed") < INSTANCES && System.nanoTime() - end < 0) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
                TimeUnit.SECONDS.sleep(15);
                return result(seen(readers), back, ready);
            } finally {
                readers.kill();
            }
        }
    }

    private static Result result(String seen, double back, double ready) {
        return new Result(
                String.format(
                        Locale.ROOT,
                        "eureka-tuned:removed:%d/empty:%d/back:%.1fs",
                        number(seen, "removed"),
                        number(seen, "empty"),
                        back),
                String.format(
                        Locale.ROOT,
                        "eureka-tuned: %d instances of %d services, each renewed every %d s over its REST, %d of its"
                                + " clients in one process; killed, 3 s away, started empty (ready after %.1f s); lists were"
                                + " incomplete for up to %.1f s, empty for up to %.1f s;"
                                + " the shortest listed %d in the end",
                        INSTANCES,
                        EmptiedRedis.SERVICES,
                        RENEW_SECONDS,
                        READERS,
                        ready,
                        number(seen, "incomplete-ms") / 1e3,
                        number(seen, "empty-ms") / 1e3,
                        number(seen, "listed")));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("there must be all " + what + " but are not after 180 s");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static String seen(Child readers) throws Exception {
        return ask(readers, "GET");
    }

    private static String ask(Child readers, String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + readers.address() + "/readers"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static long number(String seen, String name) {
        for (String pair : seen.split(" ", -1)) {
            if (pair.startsWith(name + "=")) {
                return Long.parseLong(pair.substring(name.length() + 1));
            }
        }
        throw new IllegalStateException("the readers must say " + name + " but say " + seen);
    }
}
