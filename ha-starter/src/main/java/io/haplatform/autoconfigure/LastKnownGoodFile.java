package io.haplatform.autoconfigure;

import io.haplatform.core.registry.SnapshotFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** Where an application keeps what it last knew of others: a file for each namespace, application and Redis. */
final class LastKnownGoodFile {

    private static final int LONGEST = 100;

    private LastKnownGoodFile() {}

    static SnapshotFile of(HaRegistryProperties properties, String application, DataRedisConnectionDetails redis) {
        Path directory = properties.lastKnownGood().directory();
        String name = properties.namespace() + "-" + plain(application) + "-" + digest(place(redis)) + ".snapshot";
        return new SnapshotFile((directory == null ? ofThisUser() : directory).resolve(name));
    }

    private static Path ofThisUser() {
        return Path.of(System.getProperty("java.io.tmpdir"), "ha-platform-" + plain(System.getProperty("user.name")));
    }

    /** Another Redis knows others: what one knew must not be taken for the word of another. */
    private static String place(DataRedisConnectionDetails redis) {
        DataRedisConnectionDetails.Sentinel sentinel = redis.getSentinel();
        if (sentinel != null) {
            return sentinel.getMaster() + " of " + sentinel.getNodes();
        }
        DataRedisConnectionDetails.Cluster cluster = redis.getCluster();
        if (cluster != null) {
            return "" + cluster.getNodes();
        }
        DataRedisConnectionDetails.Standalone server = redis.getStandalone();
        return server == null ? "" : server.getHost() + ":" + server.getPort() + "/" + server.getDatabase();
    }

    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return plain.substring(0, Math.min(LONGEST, plain.length()));
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java must have SHA-256 but this runtime has not", e);
        }
    }
}
