package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.spring.support.TestRedis;
import io.haplatform.test.GuardedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import redis.embedded.RedisExecProvider;

/** An application that is told of its sentinels, as Spring Boot takes them, and of nothing else. */
class SentinelTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    private final TestRedis master = TestRedis.start();

    private @Nullable GuardedProcess sentinel;

    @AfterEach
    void close() {
        if (sentinel != null) {
            sentinel.close();
        }
        master.close();
    }

    @Test
    void anApplicationRegistersAtTheMasterThatItsSentinelNames(@TempDir Path directory) throws Exception {
        int port = TestRedis.freePort();
        Path configuration = directory.resolve("sentinel.conf");
        Files.write(
                configuration,
                List.of(
                        "port " + port,
                        "bind 127.0.0.1",
                        "dir " + directory,
                        "sentinel monitor main 127.0.0.1 " + master.port() + " 1"));
        String program = RedisExecProvider.defaultProvider().get().getPath();
        sentinel = GuardedProcess.start(List.of(program, configuration.toString(), "--sentinel"), "+monitor master");

        try (RunningApplication orders = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "ha.registry.type=redis",
                "spring.data.redis.database=2",
                "spring.data.redis.sentinel.master=main",
                "spring.data.redis.sentinel.nodes=127.0.0.1:" + port)) {
            orders.awaitRegistered("orders", Status.UP);

            assertThat(orders.bean(StringRedisTemplate.class).hasKey("{ha:default}:names"))
                    .as("what the application's own connection finds in database 2")
                    .isTrue();
        }
    }
}
