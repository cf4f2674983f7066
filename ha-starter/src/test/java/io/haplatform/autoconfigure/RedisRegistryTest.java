package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.Registrar;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.test.GuardedProcess;
import io.haplatform.test.RedisServerProcess;
import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Applications on a real Redis. */
@ExtendWith(OutputCaptureExtension.class)
class RedisRegistryTest {

    private static RedisServerProcess redis;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.start("user ann on >secret ~* &* +@all");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void aServletApplicationAndAReactiveOneFindEachOther() {
        try (RunningApplication orders = start(WebApplicationType.SERVLET, "orders");
                RunningApplication storefront = start(WebApplicationType.REACTIVE, "storefront")) {
            orders.awaitRegistered("orders", Status.UP);
            storefront.awaitRegistered("storefront", Status.UP);

            assertThat(storefront.bean(DiscoveryClient.class).getInstances("orders"))
                    .extracting(ServiceInstance::getPort)
                    .containsExactly(orders.port());
            assertThat(orders.bean(ReactiveDiscoveryClient.class)
                            .getInstances("storefront")
                            .map(ServiceInstance::getPort)
                            .collectList()
                            .block())
                    .containsExactly(storefront.port());
            assertThat(orders.bean(DiscoveryClient.class).getServices()).contains("orders", "storefront");
        }
    }

    @Test
    void anApplicationWithoutAServerFindsOthersAndDoesNotRegister() {
        try (RunningApplication orders = start(WebApplicationType.SERVLET, "orders-2");
                ConfigurableApplicationContext worker = new SpringApplicationBuilder(App.class)
                        .web(WebApplicationType.NONE)
                        .run("--spring.data.redis.port=" + redis.port(), "--spring.data.redis.host=127.0.0.1")) {
            orders.awaitRegistered("orders-2", Status.UP);

            assertThat(worker.getBean(DiscoveryClient.class).getInstances("orders-2"))
                    .extracting(ServiceInstance::getPort)
                    .containsExactly(orders.port());
            assertThat(worker.getBean(Registrar.class).own()).isEmpty();
        }
    }

    @Test
    void anApplicationLogsInAsItsUserIntoItsDatabase() {
        try (RunningApplication orders = start(
                WebApplicationType.SERVLET,
                "orders-3",
                "spring.data.redis.username=ann",
                "spring.data.redis.password=secret",
                "spring.data.redis.database=3")) {
            orders.awaitRegistered("orders-3", Status.UP);
        }
        try (RunningApplication other = start(WebApplicationType.SERVLET, "other")) {
            other.awaitRegistered("other", Status.UP);
            assertThat(other.bean(Directory.class).services()).doesNotContain("orders-3");
        }
    }

    @Test
    void aRedisThatMayEvictTheRegistryIsSaidInTheLogAndAtTheEndpoint(CapturedOutput output) {
        try (RedisServerProcess cache = RedisServerProcess.start("maxmemory-policy allkeys-lru");
                RunningApplication orders = start(
                        WebApplicationType.SERVLET,
                        "orders-8",
                        "spring.data.redis.port=" + cache.port(),
                        "management.endpoints.web.exposure.include=ha")) {
            orders.awaitRegistered("orders-8", Status.UP);
            String sentence = "has maxmemory-policy allkeys-lru and may evict the registry when memory runs short:"
                    + " set maxmemory-policy to noeviction or a volatile-* policy, or use another Redis";
            assertThat(output.getOut()).containsOnlyOnce(sentence);
            assertThat(orders.get("/actuator/ha/registry").body())
                    .contains("\"warnings\":[\"Redis at 127.0.0.1:" + cache.port() + " " + sentence);
        }
    }

    @Test
    void aStrangersEntryIsIgnoredInOneSentenceAndItsNeighboursAreFound(CapturedOutput output) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        try (RunningApplication orders = start(WebApplicationType.SERVLET, "orders-9")) {
            orders.awaitRegistered("orders-9", Status.UP);
            client.connect().sync().hset("{ha:default}:i:orders-9", "hello", "world");

            try (RunningApplication storefront = start(WebApplicationType.SERVLET, "storefront-9")) {
                storefront.awaitRegistered("storefront-9", Status.UP);
                assertThat(storefront.bean(DiscoveryClient.class).getInstances("orders-9"))
                        .extracting(ServiceInstance::getPort)
                        .containsExactly(orders.port());
                assertThat(output.getOut())
                        .contains(
                                "Field 'hello' of key '{ha:default}:i:orders-9' is left out: nobody registered it; remove it")
                        .doesNotContain("\tat ");
            }
        } finally {
            client.shutdown();
        }
    }

    @Test
    void anApplicationThatStartsWhileRedisIsAwayStartsAndRegistersWhenRedisComes() {
        try (RedisServerProcess late = RedisServerProcess.start()) {
            late.kill();
            try (RunningApplication orders =
                    start(WebApplicationType.SERVLET, "orders-4", "spring.data.redis.port=" + late.port())) {
                // answered from memory, which is worked out a moment after the start
                RunningApplication.await(
                        "ready", () -> orders.get("/health/ready").statusCode() == 200);
                RunningApplication.await("said to be away", () -> orders.bean(Registrar.class).own().stream()
                        .anyMatch(own -> own.state() == Registrar.State.AWAY));

                late.restart();
                orders.awaitRegistered("orders-4", Status.UP);
            }
        }
    }

    @Test
    void withFailFastAnUnreachableRedisEndsTheStartInOneSentence(CapturedOutput output) {
        int port = GuardedProcess.freePort();

        assertThat(starts("spring.data.redis.port=" + port, "ha.registry.fail-fast=true"))
                .isFalse();
        assertThat(output.getOut())
                .contains("ha.registry.fail-fast is true, but the redis registry cannot be reached: ")
                .contains("127.0.0.1:" + port)
                .contains("Start Redis or correct spring.data.redis.*")
                .doesNotContain("\tat ");
    }

    @Test
    void withFailFastAnApplicationIsRegisteredWhenItHasStarted() {
        try (RunningApplication orders = start(WebApplicationType.SERVLET, "orders-5", "ha.registry.fail-fast=true")) {
            assertThat(orders.bean(Registrar.class).own())
                    .extracting(Registrar.Own::state)
                    .containsExactly(Registrar.State.REGISTERED);
        }
    }

    @Test
    void anIdHeldElsewhereIsRefusedAndTriedAgainUntilItIsFree(CapturedOutput output) {
        RunningApplication holder =
                start(WebApplicationType.SERVLET, "orders-6", "ha.instance.id=the-id", "ha.instance.host=localhost");
        holder.awaitRegistered("orders-6", Status.UP);
        try (RunningApplication second = start(WebApplicationType.SERVLET, "orders-6", "ha.instance.id=the-id")) {
            RunningApplication.await("held", () -> second.bean(Registrar.class).own().stream()
                    .anyMatch(own -> own.state() == Registrar.State.HELD));
            String sentence = "a living owner at localhost:" + holder.port() + " holds this id";
            assertThat(output.getOut()).containsOnlyOnce(sentence);
            assertThat(second.get("/health/ready").statusCode()).isEqualTo(200);

            holder.close();
            second.awaitRegistered("orders-6", Status.UP);
            assertThat(output.getOut()).containsOnlyOnce(sentence);
        } finally {
            holder.close();
        }
    }

    @Test
    void withFailFastAnIdHeldElsewhereEndsTheStartInOneSentence(CapturedOutput output) {
        try (RunningApplication holder =
                start(WebApplicationType.SERVLET, "orders-7", "ha.instance.id=the-id", "ha.instance.host=localhost")) {
            holder.awaitRegistered("orders-7", Status.UP);

            assertThat(starts(
                            "spring.application.name=orders-7",
                            "spring.data.redis.port=" + redis.port(),
                            "ha.instance.id=the-id",
                            "ha.registry.fail-fast=true"))
                    .isFalse();
            assertThat(output.getOut())
                    .contains(
                            "ha.instance.id must be unique within orders-7 but is 'the-id', which a living instance at localhost:"
                                    + holder.port())
                    .contains("Set another ha.instance.id (or NODE_ID)")
                    .doesNotContain("\tat ");
            assertThat(holder.bean(Registrar.class).own())
                    .extracting(Registrar.Own::state)
                    .containsExactly(Registrar.State.REGISTERED);
        }
    }

    @Test
    void aClusterWithADatabaseIsRefusedInOneSentence(CapturedOutput output) {
        assertThat(starts("spring.data.redis.cluster.nodes=127.0.0.1:7000", "spring.data.redis.database=1"))
                .isFalse();
        assertThat(output.getOut())
                .contains("spring.data.redis.database must be 0 with Redis Cluster, which has no other, but is 1")
                .doesNotContain("\tat ");
    }

    private static RunningApplication start(WebApplicationType type, String name, String... settings) {
        String[] all = new String[settings.length + 4];
        all[0] = "ha.registry.type=redis";
        all[1] = "spring.application.name=" + name;
        all[2] = "spring.data.redis.host=127.0.0.1";
        all[3] = "spring.data.redis.port=" + redis.port();
        System.arraycopy(settings, 0, all, 4, settings.length);
        return RunningApplication.start(type, App.class, all);
    }

    private static boolean starts(String... settings) {
        try (RunningApplication application = start(WebApplicationType.SERVLET, "orders", settings)) {
            return application.context().isActive();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
