package io.haplatform.redis;

import java.time.Duration;

/** A real Redis with the accidents that a test can order. What was not saved is lost in them. */
interface RedisProcess extends AutoCloseable {

    /** The longest that a server may take to come up on a busy machine. */
    Duration PATIENCE = Duration.ofSeconds(30);

    RedisEndpoint endpoint();

    /** {@code kill -9}. */
    void kill();

    /** Starts it again on the same port, with what was saved. */
    void start();

    /** SIGSTOP: its sockets stay open and nobody answers. */
    void freeze();

    void thaw();

    @Override
    void close();
}
