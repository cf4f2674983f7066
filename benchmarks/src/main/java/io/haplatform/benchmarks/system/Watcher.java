package io.haplatform.benchmarks.system;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.time.SystemTime;
import io.haplatform.core.time.Time;
import io.haplatform.redis.RedisDeployment;
import io.haplatform.redis.RedisEndpoint;
import io.haplatform.redis.RedisPolicy;
import io.haplatform.redis.RedisRegistry;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What one process has of the registry, with connections of its own. */
final class Watcher implements AutoCloseable {

    final RandomGenerator random = RandomGenerator.getDefault();
    final SystemTime time;
    final RedisRegistry registry;
    final Directory directory;
    final Registrar registrar;

    /** One that knocks nowhere, for instances that are there on paper only: their addresses may be somebody's. */
    Watcher(String name, int redisPort, String namespace) {
        this(name, RedisEndpoint.of("127.0.0.1", redisPort), namespace, time -> RefusalProbe.NONE);
    }

    /** @param probe knocks where silence is found */
    Watcher(String name, RedisDeployment redis, String namespace, Function<Time, RefusalProbe> probe) {
        this.time = new SystemTime(name);
        this.registry = new RedisRegistry(redis, namespace, LeasePolicy.DEFAULT, RedisPolicy.DEFAULT, time, random);
        this.directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random);
        this.registrar = new Registrar(registry, directory, LeasePolicy.DEFAULT, time, random, name, probe.apply(time));
        directory.start();
        registrar.start();
    }

    /** Waits until its connections are there: what their making costs is no part of a value. */
    void awaitConnected() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!directory.status().available()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("a process must reach Redis but has not after 60 s: "
                        + directory.status().reason());
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
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
