package io.haplatform.redis;

import com.github.dockerjava.api.DockerClient;
import io.haplatform.test.GuardedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container of an image that is already there: nothing is pulled. */
final class ContainerRedis implements RedisProcess {

    private static final int REDIS_PORT = 6379;

    private final int port = GuardedProcess.freePort();
    private final GenericContainer<?> container;
    private int starts;

    ContainerRedis(String image, Map<String, String> settings) {
        List<String> command =
                new ArrayList<>(List.of(image.startsWith("valkey/") ? "valkey-server" : "redis-server", "--save", ""));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withCommand(command.toArray(String[]::new))
                .waitingFor(ready());
        // a port of our own choice, because one that Docker chooses is another one after a restart
        container.setPortBindings(List.of(port + ":" + REDIS_PORT));
        container.start();
    }

    @Override
    public RedisEndpoint endpoint() {
        return RedisEndpoint.of(container.getHost(), port);
    }

    @Override
    public void kill() {
        client().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void start() {
        client().startContainerCmd(container.getContainerId()).exec();
        ready().waitUntilReady(container);
    }

    /** Redis says so itself: Docker's proxy takes connections before Redis does, and resets them. */
    private WaitStrategy ready() {
        return Wait.forLogMessage(".*Ready to accept connections.*", ++starts).withStartupTimeout(PATIENCE);
    }

    @Override
    public void freeze() {
        client().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        client().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        container.stop();
    }

    private static DockerClient client() {
        return DockerClientFactory.lazyClient();
    }
}
