package io.haplatform.core.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Writes down who was picked, the way a specification does: {@code a b c a}. */
final class Picks {

    /** Always the lowest: pickers begin with their first node. */
    static final RandomGenerator ZERO = () -> 0L;

    private Picks() {}

    static List<Node> nodes(String ids) {
        return Arrays.stream(ids.split(" ", -1))
                .map(id -> new Node(Services.instance("orders", id)))
                .toList();
    }

    static String sequence(Picker picker, int count) {
        return sequence(() -> picker.pick(CallContext.NONE), count);
    }

    static String sequence(Supplier<@Nullable Node> pick, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node node = pick.get();
            ids.add(node == null ? "-" : node.key().id());
        }
        return String.join(" ", ids);
    }

    /** How often each was picked by eight threads that begin at the same moment. */
    static Map<String, Integer> byEightThreads(Picker picker, int each) throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        for (String id : inParallel(8, () -> sequence(picker, each)).stream()
                .flatMap(s -> Arrays.stream(s.split(" ", -1)))
                .toList()) {
            counts.merge(id, 1, Integer::sum);
        }
        return counts;
    }

    static <T> List<T> inParallel(int threads, Supplier<T> work) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch gate = new CountDownLatch(1);
            List<Future<T>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> {
                    gate.await();
                    return work.get();
                }));
            }
            gate.countDown();
            List<T> done = new ArrayList<>();
            for (Future<T> result : results) {
                done.add(result.get());
            }
            return Collections.unmodifiableList(done);
        } finally {
            pool.shutdownNow();
        }
    }
}
