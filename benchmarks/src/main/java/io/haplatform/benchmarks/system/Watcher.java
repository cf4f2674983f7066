package io.haplatform.benchmarks.system;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.SystemTime;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisPolicy;
import io.haplatform.redis.RedisRegistry;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What one process has of the registry, with connections of its own. */
final class Watcher implements AutoCloseable {

    private final SystemTime time;
    final RedisRegistry registry;
    final Directory directory;
    final Registrar registrar;

    Watcher(String name, int redisPort, String namespace) {
        RandomGenerator random = RandomGenerator.getDefault();
        this.time = new SystemTime(name);
        this.registry = new RedisRegistry(
                RedisEndpoint.of("127.0.0.1", redisPort),
                namespace,
                LeasePolicy.DEFAULT,
                RedisPolicy.DEFAULT,
                time,
                random);
        this.directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
        this.registrar = new Registrar(registry, directory, LeasePolicy.DEFAULT, time, random, name);
        directory.start();
        registrar.start();
    }

    Set<Registration> sees(String service) {
        return directory.view(service).instances().stream()
                .map(Instance::registration)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        registrar.close();
        directory.close();
        registry.close();
        time.close();
    }
}
