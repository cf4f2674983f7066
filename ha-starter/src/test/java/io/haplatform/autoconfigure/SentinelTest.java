package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.test.RedisServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** An application that is told of its sentinels, as Spring Boot takes them, and of nothing else. */
class SentinelTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    private final RedisServerProcess master = RedisServerProcess.start();
    private final RedisServerProcess sentinel =
            RedisServerProcess.sentinel("sentinel monitor main 127.0.0.1 " + master.port() + " 1");

    @AfterEach
    void close() {
        sentinel.close();
        master.close();
    }

    @Test
    void anApplicationRegistersAtTheMasterThatItsSentinelNames() {
        try (RunningApplication orders = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "ha.registry.type=redis",
                "spring.data.redis.database=2",
                "spring.data.redis.sentinel.master=main",
                "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port())) {
            orders.awaitRegistered("orders", Status.UP);

            assertThat(orders.bean(StringRedisTemplate.class).hasKey("{ha:default}:names"))
                    .as("what the application's own connection finds in database 2")
                    .isTrue();
        }
    }
}
