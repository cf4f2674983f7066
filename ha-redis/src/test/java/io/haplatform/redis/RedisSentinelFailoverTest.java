package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.registry.Position;
import io.lettuce.core.RedisException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the registry when the master that sentinels watch is killed, frozen or replaced. */
class RedisSentinelFailoverTest {

    private static final String NAMESPACE = "failover";

    private final SentinelProcesses redis = new SentinelProcesses();
    private final Member owner = new Member(redis.deployment(), NAMESPACE);
    private final Member caller = new Member(redis.deployment(), NAMESPACE);
    private final Tape tape = new Tape();

    @AfterEach
    void close() {
        owner.close();
        caller.close();
        redis.close();
    }

    @Test
    void goesOnWithTheReplicaThatIsPromotedWhenTheMasterIsKilled() throws InterruptedException {
        begin();

        redis.first().kill();

        goesOnWithoutAWait();
        EmbeddedRedis promoted = await("promoted")
                .atMost(RedisProcess.PATIENCE)
                .until(() -> redis.replicas().stream().filter(Member::areOn).findFirst(), Optional::isPresent)
                .orElseThrow();

        // the old master comes back empty and takes itself for the master until a sentinel has told it
        redis.first().start();
        owner.register("c");
        caller.awaitView("a", "b", "c");
        Probe.run(
                redis.first().endpoint(),
                "REPLICAOF 127.0.0.1 " + promoted.endpoint().port());
        await("replica")
                .atMost(RedisProcess.PATIENCE)
                .until(() -> Probe.replication(redis.first().endpoint()).contains("master_link_status:up"));
        owner.register("d");
        caller.awaitView("a", "b", "c", "d");
        assertThat(Member.areOn(redis.first())).isFalse();
        assertThat(tape.rest()).noneMatch(told -> told.startsWith("away"));
    }

    @Test
    void goesOnWithTheReplicaThatIsPromotedWhenTheMasterIsFrozen() throws InterruptedException {
        begin();

        redis.first().freeze();

        goesOnWithoutAWait();
        // it still takes itself for the master
        redis.first().thaw();
        owner.register("c");
        caller.awaitView("a", "b", "c");
    }

    @Test
    void leavesAMasterThatIsReplacedWhileItLives() {
        owner.register("a");
        caller.awaitView("a");

        Probe.run(redis.sentinels().get(0).endpoint(), "SENTINEL FAILOVER " + SentinelProcesses.MASTER);

        await("another master is in use")
                .atMost(RedisProcess.PATIENCE)
                // whoever changes its role closes its connections, ours too
                .ignoreExceptionsInstanceOf(RedisException.class)
                .until(() -> redis.replicas().stream().anyMatch(Member::areOn) && !Member.areOn(redis.first()));
        assertThat(Probe.replication(redis.first().endpoint()))
                .as("no sentinel has told it yet, which would end its connections")
                .contains("role:master");
        owner.register("b");
        caller.awaitView("a", "b");
        caller.assertThatNobodyVanished();
    }

    private void begin() throws InterruptedException {
        owner.register("a");
        caller.awaitView("a");
        Position position = Fixture.await(caller.registry().snapshot(Set.of())).position();
        caller.registry().follow(position, tape);
    }

    private void goesOnWithoutAWait() throws InterruptedException {
        assertThat(caller.lookup()).containsExactly("a");
        assertThat(tape.next()).startsWith("away: ");
        assertThat(caller.lookup()).containsExactly("a");
        owner.register("b");
        caller.awaitView("a", "b");
        String told = tape.next();
        assertThat(told.startsWith("back: ") ? tape.next() : told).matches("2:\\[b]|gap: .*");
        caller.assertThatNobodyVanished();
    }
}
