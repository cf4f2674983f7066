package io.haplatform.autoconfigure;

import io.haplatform.core.registry.SnapshotFile;
import io.haplatform.core.wire.Wire;
import io.haplatform.redis.RedisCluster;
import io.haplatform.redis.RedisDeployment;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisSentinels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Where an application keeps what it last knew of others: a file for each namespace, application and Redis. */
final class LastKnownGoodFile {

    private static final int LONGEST = 100;

    private LastKnownGoodFile() {}

    static SnapshotFile of(HaRegistryProperties properties, String application, RedisDeployment redis) {
        Path directory = properties.lastKnownGood().directory();
        // another Redis, or another database of it, knows others: what one knew must not be the word of another
        String digest = Wire.digest(place(redis)).substring(0, 8);
        String name = properties.namespace() + "-" + plain(application) + "-" + digest + ".snapshot";
        return new SnapshotFile((directory == null ? ofThisUser() : directory).resolve(name));
    }

    /** Whoever we are there, and however we speak to it: a change of that must not hide what is known. */
    private static String place(RedisDeployment redis) {
        String servers;
        if (redis instanceof RedisSentinels sentinels) {
            servers = sentinels.master() + "@" + addresses(sentinels.sentinels());
        } else if (redis instanceof RedisCluster cluster) {
            servers = addresses(cluster.nodes());
        } else {
            servers = addresses(List.of((RedisEndpoint) redis));
        }
        return servers + "/" + redis.access().database();
    }

    private static String addresses(List<RedisEndpoint> servers) {
        return servers.stream().map(RedisEndpoint::address).collect(Collectors.joining(","));
    }

    private static Path ofThisUser() {
        return Path.of(System.getProperty("java.io.tmpdir"), "ha-platform-" + plain(System.getProperty("user.name")));
    }

    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return plain.substring(0, Math.min(LONGEST, plain.length()));
    }
}
