package io.haplatform.redis;

import io.haplatform.core.instance.Names;
import io.haplatform.core.registry.Follower;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.registry.Subscription;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.wire.Wire;
import io.haplatform.core.wire.WireException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log for one follower, on a connection of its own that waits inside Redis ({@code XREAD BLOCK}).
 *
 * <p>Whenever its connection is made, it first looks whether its position is still part of the log: that shows at once
 * what was trimmed, lost or begun anew while it was away. Then every entry must name the one before.
 *
 * <p>Everything happens in one serial executor; the follower is told there.
 */
final class LogReader implements Subscription, Link.Listener {

    /** Why the log does not go on, as {@link Follower#onGap} is told. */
    private record Gap(String reason, boolean historyLost) {}

    private static final Logger log = LoggerFactory.getLogger(LogReader.class);
    private static final int MOST_ENTRIES = 100;
    private static final Duration OVERDUE = Duration.ofSeconds(1);
    /** After an answer that is no answer, such as a key of the wrong type. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Follower follower;
    private final SerialExecutor serial;
    private final Server server;
    private final IntSupplier watchers;
    private final Runnable silence;
    private final Link link;
    private final Duration patience;

    // confined to the executor
    private Position position;
    private String cursor = "";
    private @Nullable RegistryException readingFails;
    private @Nullable RegistryException registryAway;
    private @Nullable Gap torn;
    private boolean available = true;
    private volatile boolean ended;

    /**
     * @param watchers how many processes read this log
     * @param silence told when Redis has not answered in time
     */
    LogReader(
            Position from,
            Follower follower,
            Server server,
            SerialExecutor serial,
            IntSupplier watchers,
            Runnable silence) {
        this.position = from;
        this.follower = follower;
        this.server = server;
        this.serial = serial;
        this.watchers = watchers;
        this.silence = silence;
        this.patience = server.policy().blockTime().plus(OVERDUE);
        this.link = server.link(patience, false, serial, this);
    }

    void start() {
        link.start();
    }

    /** The registry's other connection went away, or came back (null). */
    void onRegistry(@Nullable RegistryException away) {
        serial.execute(() -> {
            registryAway = away;
            tellAvailability();
            Gap gap = torn;
            if (gap != null) {
                tell(gap);
            }
        });
    }

    /** A reply says where the log stands: it may lie ahead of this reader, but not in another store. */
    void onHead(Position head) {
        serial.execute(() -> {
            if (!ended && !head.store().equals(position.store())) {
                tell(new Gap("the store was begun anew", true));
            }
        });
    }

    @Override
    public void onUp(StatefulRedisConnection<String, String> connection) {
        locate(connection);
    }

    @Override
    public void onAway(RegistryException reason) {
        readingFails = reason;
        tellAvailability();
    }

    private void locate(StatefulRedisConnection<String, String> connection) {
        server.scripts()
                .run(link, new LocateOperation(position))
                .whenComplete((place, failure) -> serial.execute(() -> located(connection, place, failure)));
    }

    private void located(
            StatefulRedisConnection<String, String> connection,
            LocateOperation.@Nullable Place place,
            @Nullable Throwable failure) {
        if (isOver(connection)) {
            return;
        } else if (place == null) {
            pause(connection, server.failures().of(failure == null ? new IllegalStateException() : failure));
            return;
        }
        if (place.cursor().isEmpty()) {
            answered();
            tell(new Gap(place.reason(), place.lost()));
        } else {
            cursor = place.cursor();
            // finding the place does not show that the log can be read: looks without waiting first
            read(connection, readingFails == null);
        }
    }

    /** What an earlier connection still has to say is not about this one. */
    private boolean isOver(StatefulRedisConnection<String, String> connection) {
        return ended || !link.uses(connection);
    }

    private void answered() {
        readingFails = null;
        tellAvailability();
    }

    @SuppressWarnings("unchecked") // xread takes generic varargs
    private void read(StatefulRedisConnection<String, String> connection, boolean waiting) {
        if (isOver(connection)) {
            return;
        }
        XReadArgs some = XReadArgs.Builder.count(MOST_ENTRIES);
        Duration block = waiting ? server.policy().blockTimeAmong(watchers.getAsInt()) : Duration.ZERO;
        // Redis answers when its time is up; a second later it is overdue
        Duration limit = waiting ? block.plus(OVERDUE) : patience;
        connection.setTimeout(limit);
        if (waiting) {
            some.block(block);
        }
        connection
                .async()
                .xread(some, StreamOffset.from(server.keys().log(), cursor))
                .whenComplete((messages, failure) -> serial.execute(() -> {
                    // what is asked next is answered at once, or Redis is silent
                    connection.setTimeout(patience);
                    if (isOver(connection)) {
                        return;
                    } else if (failure == null) {
                        answered();
                        take(connection, messages == null ? List.of() : messages);
                    } else {
                        refused(connection, limit, failure);
                    }
                }));
    }

    private void refused(StatefulRedisConnection<String, String> connection, Duration limit, Throwable failure) {
        if (Failures.isTimeout(failure)) {
            silence.run();
            link.giveUp(connection, server.failures().silent(limit));
            return;
        }
        RegistryException reason = server.failures().of(failure);
        link.heed(connection, failure);
        if (Failures.isWrongType(failure)) {
            server.scripts()
                    .diagnose(link, List.of(server.keys().log()), reason)
                    .thenAccept(diagnosis -> serial.execute(() -> pause(connection, diagnosis)));
        } else {
            pause(connection, reason);
        }
    }

    private void take(
            StatefulRedisConnection<String, String> connection, List<StreamMessage<String, String>> messages) {
        for (StreamMessage<String, String> message : messages) {
            cursor = message.getId();
            LogEntry entry = entry(message.getId(), message.getBody());
            if (entry == null) {
                continue;
            } else if (!entry.follows(position)) {
                boolean anew = !entry.position().store().equals(position.store());
                String reason = "revision " + entry.position().revision() + " does not follow revision "
                        + position.revision() + (anew ? ", the store was begun anew" : "");
                tell(new Gap(reason, anew || entry.position().revision() <= position.revision() + 1));
                return;
            }
            position = entry.position();
            tell(() -> follower.onEntry(entry));
            if (ended) {
                return;
            }
        }
        // a full answer has more behind it
        boolean more = messages.size() == MOST_ENTRIES;
        Duration gathering = RedisPolicy.gatheringAmong(watchers.getAsInt());
        if (messages.isEmpty() || more || gathering.isZero()) {
            read(connection, true);
        } else {
            serial.schedule(server.draws().around(gathering), () -> read(connection, true));
        }
    }

    /** @return null for what cannot be ours; if it was all the same, the next entry does not follow */
    private @Nullable LogEntry entry(String id, Map<String, String> fields) {
        String store = fields.get("store");
        String revision = fields.get("rev");
        String nonce = fields.get("nonce");
        String previous = fields.get("prev");
        String at = fields.get("at");
        String mutations = fields.get("e");
        if (store == null || revision == null || nonce == null || previous == null || at == null || mutations == null) {
            return stranger(id, "the registry did not write it");
        }
        try {
            Wire.Mutations read = Wire.readMutations(mutations);
            read.rejected().forEach(why -> server.complaints()
                    .once("Part of entry " + id + " of key '" + server.keys().log() + "' is left out: " + why
                            + "; find who writes there and stop it"));
            return new LogEntry(
                    new Position(store, Long.parseLong(revision), nonce),
                    previous,
                    Instant.ofEpochMilli(Long.parseLong(at)),
                    read.known());
        } catch (WireException | IllegalArgumentException e) {
            return stranger(id, "it cannot be read: " + Names.printable(String.valueOf(e.getMessage())));
        }
    }

    private @Nullable LogEntry stranger(String id, String why) {
        String key = server.keys().log();
        server.complaints()
                .once("Entry " + id + " of key '" + key + "' is left out: " + why + "; remove it (XDEL '" + key + "' "
                        + id + ")");
        return null;
    }

    /** Redis answers, but not what we need: looks again a little later. */
    private void pause(StatefulRedisConnection<String, String> connection, RegistryException reason) {
        if (isOver(connection)) {
            return;
        }
        readingFails = reason;
        tellAvailability();
        serial.schedule(PAUSE, () -> {
            if (!isOver(connection)) {
                locate(connection);
            }
        });
    }

    /** Told once a snapshot can be had, which needs the registry's other connection. */
    private void tell(Gap gap) {
        if (ended) {
            return;
        } else if (registryAway != null) {
            torn = gap;
            return;
        }
        close();
        deliver(() -> follower.onGap(
                "the log on " + server.failures().redis() + " does not go on: " + gap.reason(), gap.historyLost()));
    }

    private void tellAvailability() {
        RegistryException reason = registryAway != null ? registryAway : readingFails;
        boolean now = reason == null;
        if (now != available) {
            available = now;
            String words =
                    reason == null ? server.failures().redis() + " is back" : String.valueOf(reason.getMessage());
            tell(() -> follower.onAvailability(now, words));
        }
    }

    private void tell(Runnable delivery) {
        if (!ended) {
            deliver(delivery);
        }
    }

    private void deliver(Runnable delivery) {
        try {
            delivery.run();
        } catch (RuntimeException e) {
            log.error(
                    "A follower of {} failed at {}; it is told of what comes next",
                    server.failures().redis(),
                    position,
                    e);
        }
    }

    @Override
    public void close() {
        ended = true;
        link.close();
    }
}
