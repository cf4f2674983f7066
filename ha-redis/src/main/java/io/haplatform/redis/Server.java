package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;

/**
 * One Redis as the parts of a registry share it: how to reach it, what our keys are called there, how to speak of what
 * goes wrong.
 */
record Server(
        Keys keys,
        RedisPolicy policy,
        Masters masters,
        Draws draws,
        Failures failures,
        Scripts scripts,
        Complaints complaints) {

    /** A new connection, not started yet. */
    Link link(Duration commandTimeout, boolean urgent, SerialExecutor serial, Link.Listener listener) {
        return new Link(this, commandTimeout, urgent, serial, listener);
    }
}
