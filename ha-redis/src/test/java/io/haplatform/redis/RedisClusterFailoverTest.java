package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import java.util.Map;
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
        Member.awaitOn(redis.master(KEYS));

        redis.master(KEYS).kill();

        assertThat(caller.lookup()).containsExactly("a");
        owner.register("b");
        caller.awaitView("a", "b");
        caller.assertThatNobodyVanished();
        Member.awaitOn(redis.replica(KEYS));

        redis.master(KEYS).start();
        await("replica")
                .atMost(RedisProcess.PATIENCE)
                .until(() -> Probe.replication(redis.master(KEYS).endpoint()).contains("master_link_status:up"));
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
                        Probe.run(node.endpoint(), "ACL SETUSER own on >pass " + RedisRegistry.aclRules("with-rules")));
        RedisCluster as =
                new RedisCluster(List.of(Fixture.as(redis.nodes().get(0).endpoint(), "own", "pass")));

        try (Member member = new Member(as, "with-rules")) {
            member.register("a");
            member.awaitView("a");
        }
        for (String right : List.of("cluster|slots", "role")) {
            redis.nodes().forEach(node -> Probe.run(node.endpoint(), "ACL SETUSER own -" + right));
            try (Member member = new Member(as, "with-rules")) {
                assertThatExceptionOfType(RegistryException.class)
                        .as("without " + right)
                        .isThrownBy(() -> Fixture.snapshot(member.registry()))
                        .withMessageContaining("does not let us do what we must as user 'own'");
            }
            redis.nodes().forEach(node -> Probe.run(node.endpoint(), "ACL SETUSER own +" + right));
        }
    }

    @Test
    void goesOnWithTheRightsOfOneService() {
        String rules = RedisRegistry.aclRules(NAMESPACE, List.of("orders"));
        redis.nodes().forEach(node -> Probe.run(node.endpoint(), "ACL SETUSER narrow on >pass " + rules));
        RedisCluster as = new RedisCluster(redis.nodes().stream()
                .map(node -> Fixture.as(node.endpoint(), "narrow", "pass"))
                .toList());
        try (Member narrow = new Member(as, NAMESPACE)) {
            narrow.register("a");
            caller.awaitView("a");

            redis.master(KEYS).kill();

            narrow.register("b");
            caller.awaitView("a", "b");
            narrow.awaitView("a", "b");
            caller.assertThatNobodyVanished();
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> Fixture.registered(
                            narrow.registry(), Fixture.instance("billing", "c", "first", "10.0.0.1", Map.of())))
                    .withMessageContaining("does not let us do what we must as user 'narrow'");
        }
    }

    @Test
    void saysWhichSlotNobodyServes() {
        Keys keys = new Keys("homeless");
        EmbeddedRedis node = redis.master(keys);
        Probe.run(node.endpoint(), "CLUSTER DELSLOTS " + SlotHash.getSlot(keys.prefix()));

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
