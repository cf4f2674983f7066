package io.haplatform.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

/** Instances of orders on one database that has to get its table from them. */
@ExtendWith(OutputCaptureExtension.class)
public class OrdersSchemaTest {

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** Called by the scripts, hence public: fails once, as the one of two instances does that comes second. */
    public static int failOnce() {
        if (RUNS.incrementAndGet() == 1) {
            throw new IllegalStateException("somebody else is making the table");
        }
        return 1;
    }

    @Test
    void twoInstancesThatStartAtOnceBothServe() throws Exception {
        List<CompletableFuture<ConfigurableApplicationContext>> starting = List.of(
                CompletableFuture.supplyAsync(() -> start("race", "")),
                CompletableFuture.supplyAsync(() -> start("race", "")));
        try {
            for (CompletableFuture<ConfigurableApplicationContext> one : starting) {
                assertThat(ask(one.get(60, TimeUnit.SECONDS))).isEqualTo("[]");
            }
        } finally {
            for (CompletableFuture<ConfigurableApplicationContext> one : starting) {
                var unused = one.thenAccept(ConfigurableApplicationContext::close);
            }
        }
    }

    @Test
    void aSchemaThatFailsBecauseAnotherInstanceIsMakingItIsTriedOnceMore() {
        RUNS.set(0);
        try (ConfigurableApplicationContext orders = start("retry", "classpath:fails-once.sql")) {
            assertThat(RUNS).hasValue(2);
            assertThat(ask(orders)).isEqualTo("[]");
        }
    }

    @Test
    void aSchemaThatCannotBeMadeEndsTheStartInOneSentence(CapturedOutput output) {
        boolean started = false;
        try (ConfigurableApplicationContext orders = start("broken", "classpath:broken.sql")) {
            started = orders.isActive();
        } catch (RuntimeException e) {
            // said on the console
        }

        assertThat(started).isFalse();
        assertThat(output.getOut())
                .contains("The database of the orders must be one that schema.sql can be run on but is not: ")
                .contains("TABEL")
                .contains("Correct SPRING_DATASOURCE_URL")
                .doesNotContain("\tat ");
    }

    private static ConfigurableApplicationContext start(String database, String schema) {
        return new SpringApplicationBuilder(SampleApplication.class)
                .profiles("orders")
                .run(
                        "--server.port=0",
                        "--ha.registry.type=memory",
                        "--ha.web.drain.propagation=0s",
                        "--spring.datasource.url=jdbc:h2:mem:" + database + ";DB_CLOSE_DELAY=-1",
                        schema.isEmpty() ? "" : "--spring.sql.init.schema-locations=" + schema);
    }

    private static String ask(ConfigurableApplicationContext orders) {
        String port = orders.getEnvironment().getRequiredProperty("local.server.port");
        return String.valueOf(RestClient.create("http://127.0.0.1:" + port)
                .get()
                .uri("/api/orders")
                .retrieve()
                .body(String.class));
    }
}
