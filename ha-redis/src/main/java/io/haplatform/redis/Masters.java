package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.time.SerialExecutor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections to whoever is the master now, and has a link left when another server has become it: whoever is
 * suspected is asked about, and every now and then somebody is asked even if nothing seems wrong, because a master that
 * was demoted while it lives breaks no connection.
 *
 * <p>Thread-safe. Links are told in their own executors.
 */
final class Masters implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisRegistry.class);
    /** How often one who looks for a new master asks; more seldom where more than 1,000 processes do. */
    private static final Duration LOOK = Duration.ofMillis(100);
    /** After so many looks in vain nobody is in a hurry any more. */
    private static final int HURRY = 100;

    private static final int ASKERS_PER_MILLISECOND = 10;

    private final Connections connections;
    private final Locator locator;
    private final Failures failures;
    private final Draws draws;
    private final SerialExecutor serial;
    private final IntSupplier watchers;
    private final Duration checkInterval;
    private final Set<Link> links = new CopyOnWriteArraySet<>();

    // confined to the executor
    private @Nullable RedisEndpoint master;
    private boolean looking;
    private volatile boolean closed;

    /** @param watchers how many processes use this Redis as we do */
    Masters(
            Connections connections,
            Locator locator,
            Failures failures,
            Draws draws,
            SerialExecutor serial,
            IntSupplier watchers,
            Duration checkInterval) {
        this.connections = connections;
        this.locator = locator;
        this.failures = failures;
        this.draws = draws;
        this.serial = serial;
        this.watchers = watchers;
        this.checkInterval = checkInterval;
        if (locator.moves()) {
            serial.schedule(draws.around(checkInterval), this::check);
        }
    }

    /** Closes a connection that was handed out. */
    void discard(StatefulRedisConnection<String, String> connection) {
        connections.discard(connection);
    }

    void add(Link link) {
        links.add(link);
    }

    void remove(Link link) {
        links.remove(link);
    }

    /**
     * The wait before another try to connect.
     *
     * @param failures how many were in vain
     * @param urgent whether somebody waits for it; the others are {@linkplain Link#hurry told} when a master is found
     */
    Duration pause(int failures, boolean urgent) {
        return urgent && locator.moves() && failures > 0 && failures < HURRY
                ? draws.around(pace())
                : draws.backoff(failures, Draws.SOON);
    }

    private Duration pace() {
        Duration fair = Duration.ofMillis(watchers.getAsInt() / ASKERS_PER_MILLISECOND);
        return fair.compareTo(LOOK) > 0 ? fair : LOOK;
    }

    /**
     * A new connection to the server that says that it is the master; complete it to stop trying.
     *
     * @param urgent as in {@link #pause}
     */
    CompletableFuture<Contact> connect(boolean urgent) {
        CompletableFuture<Contact> contact = new CompletableFuture<>();
        serial.execute(new Dial(contact, urgent)::look);
        return contact;
    }

    /** Something is wrong with the master: asks whether there is another. */
    void look() {
        if (locator.moves()) {
            serial.execute(() -> {
                if (!looking && !closed) {
                    looking = true;
                    locator.locate(true)
                            .whenComplete((found, failure) -> serial.execute(() -> {
                                looking = false;
                                if (found != null && !found.equals(master)) {
                                    leaveOthers(found);
                                }
                            }));
                }
            });
        }
    }

    /** One is asked, and not believed before others say the same. */
    private void check() {
        if (closed) {
            return;
        }
        locator.locate(false)
                .whenComplete((found, failure) -> serial.execute(() -> {
                    if (found != null && !found.equals(master)) {
                        look();
                    }
                }));
        serial.schedule(draws.around(checkInterval), this::check);
    }

    private void leaveOthers(RedisEndpoint found) {
        links.forEach(link -> link.leaveUnless(found));
    }

    private void reached(RedisEndpoint server) {
        RedisEndpoint before = master;
        master = server;
        if (!server.equals(before)) {
            if (before != null) {
                log.warn(
                        "{} is the master now, {} was before",
                        failures.at(server).redis(),
                        before.address());
            }
            leaveOthers(server);
        }
        links.forEach(Link::hurry);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** One try to connect. While it waits it goes on asking, because who is silent may be about to be replaced. */
    private final class Dial {

        private final CompletableFuture<Contact> contact;
        private final boolean urgent;
        private @Nullable RedisEndpoint candidate;

        Dial(CompletableFuture<Contact> contact, boolean urgent) {
            this.contact = contact;
            this.urgent = urgent;
        }

        void look() {
            if (contact.isDone() || closed) {
                return;
            }
            locator.locate(true)
                    .whenComplete((found, failure) -> serial.execute(() -> {
                        if (found != null) {
                            to(found);
                        } else if (failure != null && candidate == null) {
                            contact.completeExceptionally(failure);
                        }
                    }));
            if (locator.moves()) {
                serial.schedule(urgent ? pace() : Draws.SOON, this::look);
            }
        }

        private void to(RedisEndpoint server) {
            if (contact.isDone() || server.equals(candidate)) {
                return;
            }
            candidate = server;
            connections
                    .connect(server)
                    .whenComplete((connection, failure) -> serial.execute(() -> {
                        if (connection != null) {
                            connected(server, connection);
                        } else if (failure != null) {
                            failed(server, failures.at(server).of(failure));
                        }
                    }));
        }

        private void connected(RedisEndpoint server, StatefulRedisConnection<String, String> connection) {
            connection
                    .async()
                    .role()
                    .whenComplete((role, failure) -> serial.execute(() -> {
                        RegistryException objection = objection(server, role, failure);
                        if (objection != null) {
                            connections.discard(connection);
                            failed(server, objection);
                        } else if (server.equals(candidate) && contact.complete(new Contact(server, connection))) {
                            reached(server);
                        } else {
                            connections.discard(connection);
                        }
                    }));
        }

        private void failed(RedisEndpoint server, RegistryException reason) {
            if (server.equals(candidate)) {
                contact.completeExceptionally(reason);
            }
        }

        /** Why this server cannot be taken for the master. */
        private @Nullable RegistryException objection(
                RedisEndpoint server, @Nullable List<Object> role, @Nullable Throwable failure) {
            if (role != null && !role.isEmpty()) {
                return switch (String.valueOf(role.get(0))) {
                    case "slave" -> new RegistryException(failures.at(server).replica());
                    case "sentinel" -> new RegistryException(failures.at(server).sentinel());
                    default -> null;
                };
            }
            Throwable cause = failure == null ? new IllegalStateException("ROLE was not answered") : failure;
            // where there is only one server, who may not ask for its role has to believe it
            return !locator.moves() && Failures.unwrap(cause) instanceof RedisCommandExecutionException
                    ? null
                    : failures.at(server).of(cause);
        }
    }
}
