package io.haplatform.benchmarks.system;

import io.haplatform.benchmarks.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * R9's peer: what the same fleet costs a tuned Eureka, by its processor time and its heap. Its readers are the requests
 * that its client makes each second: what a client does with the answer is not in here.
 */
final class EurekaCost {

    private static final int POLL_MILLIS = 1_000;
    private static final int LEASE_SECONDS = 3_600;

    private EurekaCost() {}

    /**
     * In the words of the rows.
     *
     * @param heapPerInstance bytes of objects in use
     * @param residentBytes of the whole process, in the end
     * @param millis from a change's registration to each reader, all of all changes
     */
    record Result(
            double heapPerInstance, long residentBytes, double renewMicros, double idlePercent, List<Double> millis) {

        String memory() {
            return String.format(Locale.ROOT, "eureka-tuned:%.0fB", heapPerInstance);
        }

        String renew() {
            return String.format(Locale.ROOT, "eureka-tuned:%.1fus", renewMicros);
        }

        String idle() {
            return String.format(Locale.ROOT, "eureka-tuned:%.2f%%", idlePercent);
        }

        String watchers() {
            return "eureka-tuned:" + Row.ms(millis);
        }
    }

    static Result measure(Run run, int instances, int services, int readers) throws Exception {
        try (EurekaServer eureka = new EurekaServer(run);
                EurekaOwners owners = new EurekaOwners(eureka, instances, services, LEASE_SECONDS, LEASE_SECONDS)) {
            long before = eureka.heapBytes();
            owners.registerAll();
            // until it no longer keeps what is new
            TimeUnit.SECONDS.sleep(15);
            double perInstance = (eureka.heapBytes() - before) / (double) instances;
            Turns.each(instances, owners::renew);
            List<Double> renewals = new ArrayList<>();
            for (int round = 0; round < (run.full() ? 10 : 3); round++) {
                double cpu = eureka.process().cpuSeconds();
                Turns.each(instances, owners::renew);
                renewals.add((eureka.process().cpuSeconds() - cpu) * 1e6 / instances);
            }
            News news = new News(eureka, readers);
            try (Turns polls = new Turns(readers, POLL_MILLIS, news::poll)) {
                polls.start();
                // so that it has compiled what it is asked for
                TimeUnit.SECONDS.sleep(10);
                double cpu = eureka.process().cpuSeconds();
                TimeUnit.SECONDS.sleep(RedisCost.IDLE_SECONDS);
                double idle = (eureka.process().cpuSeconds() - cpu) * 100 / RedisCost.IDLE_SECONDS;
                List<Double> millis = news.spread(owners);
                return new Result(perInstance, eureka.residentBytes(), Row.quantile(renewals, 0.5), idle, millis);
            }
        }
    }

    /** Changes, and when each reader has heard of them. */
    private static final class News {

        private final EurekaServer eureka;
        private final int readers;
        private final Queue<Double> heard = new ConcurrentLinkedQueue<>();
        private volatile Change last = new Change(0, 0);

        /** @param hearers who have heard of it */
        private record Change(int number, long begin, Set<Integer> hearers) {
            Change(int number, long begin) {
                this(number, begin, ConcurrentHashMap.newKeySet());
            }
        }

        News(EurekaServer eureka, int readers) {
            this.eureka = eureka;
            this.readers = readers;
        }

        CompletionStage<?> poll(int reader) {
            return eureka.get("apps/delta").thenAccept(delta -> {
                Change change = last;
                if (delta.contains("\"change\":\"" + change.number() + "\"")
                        && change.hearers().add(reader)) {
                    heard.add((System.nanoTime() - change.begin()) / 1e6);
                }
            });
        }

        List<Double> spread(EurekaOwners owners) throws Exception {
            for (int number = 1; number <= RedisCost.CHANGES; number++) {
                Change change = new Change(number, System.nanoTime());
                heardUntil(change, owners);
            }
            return List.copyOf(heard);
        }

        private void heardUntil(Change change, EurekaOwners owners) throws Exception {
            last = change;
            owners.register(0, change.number()).get(30, TimeUnit.SECONDS);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (change.hearers().size() < readers) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException(readers + " readers must hear of a change in Eureka but "
                            + change.hearers().size() + " have after 30 s");
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }
}
