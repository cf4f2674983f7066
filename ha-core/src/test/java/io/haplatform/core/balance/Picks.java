package io.haplatform.core.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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

    static Settings settings(RandomGenerator random) {
        return new Settings("orders", BalancePolicy.DEFAULT, random);
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

    /** How often each is picked; who never is, is not in it. */
    static Map<String, Integer> shares(Picker picker, int count) {
        return shares(() -> picker.pick(CallContext.NONE), count);
    }

    static Map<String, Integer> shares(Supplier<@Nullable Node> pick, int count) {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Node node = pick.get();
            shares.merge(node == null ? "-" : node.key().id(), 1, Integer::sum);
        }
        return shares;
    }

    /** How often each of the nodes {@code a}, {@code b}… was picked by eight threads that begin at the same moment. */
    static List<Integer> byEightThreads(Picker picker, int nodes, int each) throws Exception {
        List<int[]> counts = inParallel(8, () -> {
            int[] picked = new int[nodes];
            for (int i = 0; i < each; i++) {
                Node node = Objects.requireNonNull(picker.pick(CallContext.NONE));
                picked[node.key().id().charAt(0) - 'a']++;
            }
            return picked;
        });
        return IntStream.range(0, nodes)
                .mapToObj(
                        node -> counts.stream().mapToInt(picked -> picked[node]).sum())
                .toList();
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
