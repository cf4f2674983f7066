package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.test.ContainerImages;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;

/**
 * An application that is told of its Redis by Testcontainers' {@code @ServiceConnection} and by nothing else. Skipped
 * where there is no Docker that holds the image; an error there with {@code -Dha.test.redis=docker}.
 */
class ServiceConnectionTest {

    private static final String IMAGE = "redis:8.0";
    private static final int REDIS_PORT = 6379;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        @ServiceConnection(name = "redis")
        GenericContainer<?> redis() {
            return new GenericContainer<>(IMAGE).withExposedPorts(REDIS_PORT);
        }
    }

    @BeforeEach
    void requireImage() {
        String mode = System.getProperty("ha.test.redis", "auto");
        String obstacle = mode.equals("embedded") ? "ha.test.redis is embedded" : ContainerImages.obstacle(IMAGE);
        if (mode.equals("docker")) {
            assertThat(obstacle)
                    .as("what keeps containers of %s from running", IMAGE)
                    .isEmpty();
        }
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    @Test
    void anApplicationRegistersInTheContainerItIsGiven() {
        try (RunningApplication orders =
                RunningApplication.start(WebApplicationType.SERVLET, App.class, "ha.registry.type=redis")) {
            orders.awaitRegistered("orders", Status.UP);

            GenericContainer<?> container = orders.bean(GenericContainer.class);
            assertThat(orders.context().getEnvironment().getProperty("spring.data.redis.port"))
                    .isNull();
            String address = "redis://" + container.getHost() + ":" + container.getMappedPort(REDIS_PORT);
            RedisClient client = RedisClient.create(address);
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                assertThat(connection.sync().hkeys("{ha:default}:i:orders"))
                        .containsExactly("orders:127.0.0.1:" + orders.port());
            } finally {
                client.shutdown();
            }
        }
    }
}
