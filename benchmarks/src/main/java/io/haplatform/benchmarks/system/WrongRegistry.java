package io.haplatform.benchmarks.system;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What may be wrong with the registry that an application meets: it is away, somebody has written under our keys, or
 * somebody else holds the application's id. Those who were there before lose nothing by it.
 */
final class WrongRegistry {

    private static final String KEY = "{ha:default}:i:orders";
    private static final String ID = "the-id";

    private final BadInput input;
    private final String redisArgument;

    private WrongRegistry(BadInput input, int redisPort) {
        this.input = input;
        this.redisArgument = "--spring.data.redis.port=" + redisPort;
    }

    static void check(BadInput input) throws IOException, InterruptedException {
        int nobody = input.run().freePort();
        input.mustRefuse(
                "Redis unreachable with fail-fast",
                List.of("--spring.data.redis.port=" + nobody, "--ha.registry.fail-fast=true"),
                "ha.registry.fail-fast is true, but the redis registry cannot be reached: Redis at 127.0.0.1:" + nobody
                        + " cannot be reached: ",
                "Start Redis or correct spring.data.redis.*");
        Child redis = input.run().redis();
        try {
            new WrongRegistry(input, redis.port()).check(redis.port());
        } finally {
            redis.kill();
        }
    }

    private void check(int redisPort) throws IOException, InterruptedException {
        Child holder = input.orders(
                "holder", List.of(redisArgument, "--ha.instance.id=" + ID, "--ha.instance.host=localhost"));
        String holderAddress = "localhost:" + holder.port();
        holder.awaitReady("/health/ready");
        plant(redisPort);
        int port = input.run().freePort();
        Child storefront = Child.java(
                input.run(),
                "newcomer-among-strangers",
                port,
                input.run().sample(),
                List.of(
                        "--spring.profiles.active=storefront",
                        "--server.port=" + port,
                        "--ha.instance.host=127.0.0.1",
                        redisArgument));
        try {
            storefront.awaitReady("/health/ready");
            String told = "holds this id";
            idIsHeld(holderAddress);
            idIsHeldAndMayComeFree(holderAddress, told);

            // the neighbour of all of them is still there, and still called
            storefront.awaitReady("/api/storefront/orders");
            saidOnce(
                    storefront,
                    "a foreign entry under our keys",
                    "Field 'hello' of key '" + KEY + "' is left out: nobody registered it; remove it (HDEL '" + KEY
                            + "' 'hello') or write it as the registry does");
            saidOnce(
                    storefront,
                    "an oversized entry under our keys",
                    "Field 'large' of key '" + KEY + "' is left out: it must be at most 16384 bytes but is 40000;"
                            + " remove it (HDEL '" + KEY + "' 'large') or write it as the registry does");
        } finally {
            storefront.kill();
            holder.kill();
        }
    }

    private static void plant(int redisPort) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + redisPort);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            if (connection.sync().exists(KEY) != 1) {
                throw new IllegalStateException(KEY + " must be where instances are registered but does not exist");
            }
            connection.sync().hset(KEY, "hello", "world");
            connection.sync().hset(KEY, "large", "x".repeat(40_000));
        } finally {
            client.shutdown();
        }
    }

    private void idIsHeld(String holderAddress) throws IOException, InterruptedException {
        input.mustRefuse(
                "an id held by a living owner, with fail-fast",
                List.of(
                        redisArgument,
                        "--ha.instance.id=" + ID,
                        "--ha.instance.host=127.0.0.1",
                        "--ha.registry.fail-fast=true"),
                "ha.instance.id must be unique within orders but is '" + ID + "', which a living instance at "
                        + holderAddress,
                "Set another ha.instance.id (or NODE_ID)");
    }

    /** Without fail-fast it starts, is ready, and says once why it is not registered. */
    private void idIsHeldAndMayComeFree(String holderAddress, String told) throws IOException, InterruptedException {
        Child second = input.orders(
                "second-of-an-id", List.of(redisArgument, "--ha.instance.id=" + ID, "--ha.instance.host=127.0.0.1"));
        try {
            second.awaitReady("/health/ready");
            boolean said = BadInput.says(second.log(), told, 30);
            second.awaitReady("/health/ready");
            Optional<String> problem = !said
                    ? Optional.of("the application does not say that its id is held")
                    : once(second, "a living owner at " + holderAddress + " " + told);
            input.judged("an id held by a living owner", problem, second.log());
        } finally {
            second.kill();
        }
    }

    private void saidOnce(Child application, String name, String sentence) throws IOException {
        input.judged(name, once(application, sentence), application.log());
    }

    private static Optional<String> once(Child application, String sentence) throws IOException {
        if (Refusal.hasTrace(BadInput.read(application.log()))) {
            return Optional.of("a stack trace was printed");
        }
        long times = BadInput.lines(application.log(), sentence);
        return times == 1
                ? Optional.empty()
                : Optional.of("'" + sentence + "' must be said once but was said " + times + " times");
    }
}
