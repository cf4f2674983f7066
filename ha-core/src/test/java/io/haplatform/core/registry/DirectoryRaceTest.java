package io.haplatform.core.registry;

import static io.haplatform.core.registry.Sample.instance;
import static io.haplatform.core.registry.Sample.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.core.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Many threads at one directory, on real threads. */
@Timeout(30)
class DirectoryRaceTest {

    private static final int THREADS = 8;

    private final SystemTime time = new SystemTime("directory-race");
    private final InMemoryRegistry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1));
    // a long wait, so that whoever is forgotten is seen to be
    private final Directory directory = new Directory(
            registry, time, DirectoryPolicy.firstLookupWithin(Duration.ofSeconds(25)), new SplittableRandom(2));

    @AfterEach
    void close() {
        directory.close();
        time.close();
    }

    @RepeatedTest(5)
    void allWhoLookUpAServiceForTheFirstTimeGetIt() throws Exception {
        registry.register(List.of(instance("orders", "a")));
        directory.start();
        CyclicBarrier gate = new CyclicBarrier(THREADS);
        ConcurrentLinkedQueue<ServiceView> views = new ConcurrentLinkedQueue<>();

        together(() -> {
            gate.await(10, TimeUnit.SECONDS);
            views.add(directory.lookup("orders").toCompletableFuture().get(20, TimeUnit.SECONDS));
        });

        assertThat(views).hasSize(THREADS).allSatisfy(view -> {
            assertThat(view.known()).isTrue();
            assertThat(view.instances()).hasSize(1);
        });
    }

    @RepeatedTest(3)
    void aReaderNeverSeesTimeGoBack() throws Exception {
        directory.start();
        directory.lookup("orders").toCompletableFuture().get(20, TimeUnit.SECONDS);
        CyclicBarrier gate = new CyclicBarrier(THREADS + 1);
        int last = 500;
        Thread writer = new Thread(() -> {
            try {
                gate.await(10, TimeUnit.SECONDS);
                for (int weight = 1; weight <= last; weight++) {
                    registry.register(List.of(instance("orders", "a", "first", weight, Status.UP)));
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        writer.start();

        together(() -> {
            gate.await(10, TimeUnit.SECONDS);
            int weight = 0;
            long revision = 0;
            while (weight < last) {
                ServiceView view = directory.view("orders");
                assertThat(view.revision()).isGreaterThanOrEqualTo(revision);
                revision = view.revision();
                var a = view.instance(key("orders", "a"));
                if (a != null) {
                    assertThat(a.weight()).isGreaterThanOrEqualTo(weight);
                    weight = a.weight();
                }
            }
        });
        writer.join();

        assertThat(directory.view("orders").instance(key("orders", "nobody"))).isNull();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void together(Work work) throws InterruptedException {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            threads.add(new Thread(() -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
