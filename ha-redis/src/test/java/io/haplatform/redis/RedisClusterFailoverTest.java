package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the registry when the node of a cluster that has its slot is killed, or gives the slot away. */
class RedisClusterFailoverTest {

    private static final String NAMESPACE = "failover";
    private static final Keys KEYS = new Keys(NAMESPACE);

    private final ClusterProcesses redis = new ClusterProcesses();
    private final Member owner = new Member(redis.wholeDeployment(), NAMESPACE);
    private final Member caller = new Member(redis.deployment(), NAMESPACE);

    @AfterEach
    void close() {
        owner.close();
        caller.close();
        redis.close();
    }

    @Test
    void goesOnWithTheReplicaOfTheNodeThatIsKilled() {
        owner.register("a");
        caller.awaitView("a");
        assertThat(Member.areOn(redis.master(KEYS))).isTrue();

        redis.master(KEYS).kill();

        assertThat(caller.lookup()).containsExactly("a");
        owner.register("b");
        caller.awaitView("a", "b");
        caller.assertThatNobodyVanished();
        assertThat(Member.areOn(redis.replica(KEYS))).isTrue();

        redis.master(KEYS).start();
        await("replica").atMost(RedisProcess.PATIENCE).until(() -> SentinelProcesses.info(redis.master(KEYS))
                .contains("master_link_status:up"));
        owner.register("c");
        caller.awaitView("a", "b", "c");
        assertThat(Member.areOn(redis.master(KEYS))).isFalse();
    }

    @Test
    void followsItsSlotToAnotherNode() {
        owner.register("a");
        caller.awaitView("a");
        EmbeddedRedis from = redis.master(KEYS);
        EmbeddedRedis to = redis.nodes().stream()
                .limit(3)
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();
        int slot = SlotHash.getSlot(KEYS.prefix());

        redis.migrate(slot, from, to);

        await("follows").atMost(RedisProcess.PATIENCE).until(() -> Member.areOn(to) && !Member.areOn(from));
        owner.register("b");
        caller.awaitView("a", "b");
        caller.assertThatNobodyVanished();
    }

    @Test
    void needsNoMoreRightsThanItsOwnRules() {
        redis.nodes()
                .forEach(node ->
                        ClusterProcesses.run(node, "ACL SETUSER own on >pass " + RedisRegistry.aclRules("with-rules")));
        RedisEndpoint node = redis.nodes().get(0).endpoint();
        RedisAccess own = RedisAccess.OPEN.as("own", "pass");

        try (Member member =
                new Member(new RedisCluster(List.of(new RedisEndpoint(node.host(), node.port(), own))), "with-rules")) {
            member.register("a");
            member.awaitView("a");
        }
    }

    @Test
    void saysWhichSlotNobodyServes() {
        Keys keys = new Keys("homeless");
        EmbeddedRedis node = redis.master(keys);
        ClusterProcesses.run(node, "CLUSTER DELSLOTS " + SlotHash.getSlot(keys.prefix()));

        RedisDeployment thatNode = new RedisCluster(List.of(node.endpoint()));
        try (Member lost = new Member(thatNode, "homeless")) {
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> Fixture.snapshot(lost.registry()))
                    .withMessageMatching("Slot \\d+ of namespace 'homeless' is served by no node of the Redis Cluster,"
                            + " say 127.*: give it to one \\(redis-cli --cluster fix\\), or choose another"
                            + " ha.registry.namespace");
        }
    }
}
