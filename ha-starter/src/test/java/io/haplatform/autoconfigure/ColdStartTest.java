package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.test.RedisServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.annotation.Configuration;

/** An application that starts while Redis is away uses what the one before it knew. */
class ColdStartTest {

    @TempDir
    Path temporary;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    private final RedisServerProcess redis = RedisServerProcess.start();

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    @Test
    void othersAreFoundWithoutRedisAndByItAgainWhenItIsBack() {
        try (RunningApplication orders = start("orders", redis.port())) {
            orders.awaitRegistered("orders", Status.UP);
            try (RunningApplication storefront = start("storefront", redis.port())) {
                assertThat(storefront.bean(DiscoveryClient.class).getInstances("orders"))
                        .hasSize(1);
                RunningApplication.await("the file with orders", this::ordersAreKept);
            }
            redis.kill();

            try (RunningApplication storefront = start("storefront", redis.port())) {
                assertThat(storefront.bean(DiscoveryClient.class).getInstances("orders"))
                        .extracting(ServiceInstance::getPort)
                        .containsExactly(orders.port());
                Directory directory = storefront.bean(Directory.class);
                assertThat(directory.status().available()).isFalse();
                assertThat(directory.status().restored()).isNotNull();

                redis.restart();
                RunningApplication.await(
                        "the registry",
                        () -> directory.status().available()
                                && directory.status().restored() == null);
                storefront.awaitRegistered("storefront", Status.UP);
                orders.awaitRegistered("orders", Status.UP);
                assertThat(storefront.bean(DiscoveryClient.class).getInstances("orders"))
                        .hasSize(1);
            }
        }
    }

    private RunningApplication start(String name, int redis) {
        return RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "spring.application.name=" + name,
                "ha.registry.type=redis",
                "spring.data.redis.host=127.0.0.1",
                "spring.data.redis.port=" + redis,
                "ha.registry.last-known-good.enabled=true",
                "ha.registry.last-known-good.directory=" + temporary.resolve("known"));
    }

    private boolean ordersAreKept() {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("default-storefront-"))
                    .anyMatch(file -> read(file).contains("registration {\"v\":1,\"service\":\"orders\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
