package io.haplatform.spring.web;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.RegistryEvent;
import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import io.haplatform.spring.support.RunningApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Real applications that stop while they are called: on real sockets, with callers that keep connections open. */
class DrainingApplicationTest {

    private static final AtomicReference<Registry> SHARED = new AtomicReference<>();

    private static final String[] AS_DEFAULT = {"ha.web.drain.propagation=1s", "ha.web.drain.quiet=300ms"};

    private final Time time = new SystemTime("test");
    private final List<String> history = new CopyOnWriteArrayList<>();
    private Directory directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        static volatile CountDownLatch entered = new CountDownLatch(1);
        static volatile CountDownLatch gate = new CountDownLatch(1);

        @Bean(destroyMethod = "")
        Registry registry() {
            return Objects.requireNonNull(SHARED.get());
        }

        /** Several applications in one JVM, which stop one by one, must not share Netty's threads. */
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory own = new ReactorResourceFactory();
            own.setUseGlobalResources(false);
            return own;
        }

        @RestController
        static class Api {

            @GetMapping("/hello")
            String hello() {
                return "hello";
            }

            @GetMapping("/slow")
            Mono<String> slow() {
                entered.countDown();
                return Mono.fromCallable(() -> {
                            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
                            return "slow but sure";
                        })
                        .subscribeOn(Schedulers.boundedElastic());
            }
        }
    }

    @BeforeEach
    void watch() {
        Registry registry = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SecureRandom());
        SHARED.set(registry);
        directory = new Directory(registry, time, DirectoryPolicy.DEFAULT);
        directory.start();
        directory.follow(List.of("orders"));
        directory.onEvent(event -> history.add(describe(event)));
        App.entered = new CountDownLatch(1);
        App.gate = new CountDownLatch(1);
    }

    @AfterEach
    void close() {
        directory.close();
        time.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void finishesWhatIsInFlightAndServesWhatStillComes(WebApplicationType type) throws Exception {
        try (RunningApplication application = start(type)) {
            finishesWhatIsInFlightAndServesWhatStillComes(application);
        }
    }

    private void finishesWhatIsInFlightAndServesWhatStillComes(RunningApplication application) throws Exception {
        try {
            CompletableFuture<HttpResponse<String>> slow = send(application.port(), "/slow");
            assertThat(App.entered.await(10, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> stopping = CompletableFuture.runAsync(application::close);
            RunningApplication.await("draining is published", () -> history.contains("UP -> DRAINING"));

            HttpResponse<String> late = application.get("/hello");
            assertThat(late.statusCode()).isEqualTo(200);
            assertThat(late.headers().firstValue("Connection")).hasValue("close");
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(application.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(stopping).isNotDone();
            assertThat(history).doesNotContain("deregistered");

            App.gate.countDown();
            stopping.get(20, TimeUnit.SECONDS);
            assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo("slow but sure");
            RunningApplication.await("deregistered", () -> history.contains("deregistered"));
            assertThat(history).containsExactly("registered", "UP -> DRAINING", "deregistered");
        } finally {
            // else the application that closes waits for what is in flight
            App.gate.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void aRollingRestartUnderLoadFailsNoRequestWithoutAnyRetry(WebApplicationType type) throws Exception {
        try (RunningApplication first = start(type, AS_DEFAULT);
                RunningApplication second = start(type, AS_DEFAULT);
                Load load = new Load()) {
            load.start();
            load.awaitServedBy(first, second);
            assertThat(load.servedDuring(first::close)).isNotEmpty();
            try (RunningApplication third = start(type, AS_DEFAULT)) {
                assertThat(load.servedDuring(second::close)).isNotEmpty();
                load.awaitServedBy(third);
                load.stopAndWait();
            }
            assertThat(load.failed).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void refusesOnlyOnceItHasDrained(WebApplicationType type) throws Exception {
        try (RunningApplication application = start(type, "ha.web.drain.in-flight=0s")) {
            application.bean(RequestGate.class).moveTo(RequestGate.State.CLOSED);

            HttpResponse<String> refused = application.get("/hello");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.headers().firstValue("Connection")).hasValue("close");
            assertThat(refused.body()).contains("\"status\":503");
            assertThat(application.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void anOperatorDrainsItNowAndTakesItBack(WebApplicationType type) throws Exception {
        try (RunningApplication application = start(type, "management.endpoints.web.exposure.include=ha")) {
            HttpResponse<String> drained = application.send("POST", application.port(), "/actuator/ha/drain");
            assertThat(drained.statusCode()).isEqualTo(200);
            assertThat(drained.body()).contains("\"state\":\"DRAINING\"").contains("drained by an operator");
            RunningApplication.await("draining is published", () -> history.contains("UP -> DRAINING"));
            assertThat(application.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(application.get("/hello").body()).isEqualTo("hello");

            application.send("POST", application.port(), "/actuator/ha/resume");
            RunningApplication.await("up is published", () -> history.contains("DRAINING -> UP"));
            assertThat(history).containsExactly("registered", "UP -> DRAINING", "DRAINING -> UP");
            RunningApplication.await(
                    "ready", () -> application.get("/health/ready").statusCode() == 200);
            assertThat(application
                            .send("POST", application.port(), "/actuator/ha/explode")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void aDrainThatIsTakenBackLeavesTheApplicationsOwnWordStanding(WebApplicationType type) {
        try (RunningApplication application = start(type)) {
            AvailabilityChangeEvent.publish(application.context(), ReadinessState.REFUSING_TRAFFIC);
            RunningApplication.await("down is published", () -> history.contains("UP -> DOWN"));
            Drain drain = application.bean(Drain.class);
            drain.begin("drained by an operator");
            drain.resume();

            RunningApplication.await("down again", () -> history.contains("DRAINING -> DOWN"));
            assertThat(application.bean(ApplicationAvailability.class).getReadinessState())
                    .isEqualTo(ReadinessState.REFUSING_TRAFFIC);

            drain.begin("drained by an operator");
            AvailabilityChangeEvent.publish(application.context(), ReadinessState.ACCEPTING_TRAFFIC);
            drain.resume();
            RunningApplication.await("up again", () -> history.contains("DRAINING -> UP"));
            assertThat(history)
                    .containsExactly(
                            "registered",
                            "UP -> DOWN",
                            "DOWN -> DRAINING",
                            "DRAINING -> DOWN",
                            "DOWN -> DRAINING",
                            "DRAINING -> UP");
        }
    }

    private RunningApplication start(WebApplicationType type, String... settings) {
        RunningApplication application = RunningApplication.start(type, App.class, settings);
        application.awaitRegistered("orders", Status.UP);
        RunningApplication.await("seen", () -> directory.view("orders").instances().stream()
                .anyMatch(instance -> instance.registration().port() == application.port()));
        return application;
    }

    private static CompletableFuture<HttpResponse<String>> send(int port, String path) {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String describe(RegistryEvent event) {
        if (event instanceof RegistryEvent.HealthStatusChanged changed) {
            return changed.from() + " -> " + changed.to();
        }
        if (event instanceof RegistryEvent.ServiceRegistered) {
            return "registered";
        }
        return event instanceof RegistryEvent.ServiceDeregistered ? "deregistered" : event.toString();
    }

    /** Four callers that call whoever is up in turn, on connections they keep open; none of them tries again. */
    private final class Load implements AutoCloseable {

        private static final int CALLERS = 4;

        private final List<String> served = new CopyOnWriteArrayList<>();
        private final List<String> failed = new CopyOnWriteArrayList<>();
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CALLERS);

        void start() {
            for (int i = 0; i < CALLERS; i++) {
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                AtomicInteger turn = new AtomicInteger();
                var unused =
                        threads.scheduleWithFixedDelay(() -> call(http, turn.getAndIncrement()), 0, 5, MILLISECONDS);
            }
        }

        private void call(HttpClient http, int turn) {
            List<Instance> up = directory.view("orders").instances().stream()
                    .filter(instance -> instance.status() == Status.UP)
                    .toList();
            if (up.isEmpty()) {
                failed.add("nobody is up");
                threads.shutdown();
                return;
            }
            String address = up.get(turn % up.size()).registration().address();
            try {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create("http://" + address + "/hello"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                (answer.statusCode() == 200 ? served : failed).add(address + " " + answer.statusCode());
            } catch (Exception e) {
                failed.add(address + " " + e);
            }
        }

        /** Waits until each of them has served, or a call has failed. */
        void awaitServedBy(RunningApplication... applications) {
            for (RunningApplication application : applications) {
                String answer = "127.0.0.1:" + application.port() + " 200";
                RunningApplication.await("served by " + answer, () -> served.contains(answer) || !failed.isEmpty());
            }
        }

        List<String> servedDuring(Runnable step) {
            int before = served.size();
            step.run();
            return List.copyOf(served.subList(before, served.size()));
        }

        void stopAndWait() throws InterruptedException {
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
