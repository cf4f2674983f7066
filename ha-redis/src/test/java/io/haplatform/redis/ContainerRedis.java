package io.haplatform.redis;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container of an image that is already there: nothing is pulled. */
final class ContainerRedis implements RedisProcess {

    private static final int REDIS_PORT = 6379;

    private final int port = freePort();
    private final GenericContainer<?> container;
    private int starts;

    ContainerRedis(String image, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of("redis-server", "--save", ""));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withCommand(command.toArray(String[]::new))
                .waitingFor(ready());
        // a port of our own choice, because one that Docker chooses is another one after a restart
        container.setPortBindings(List.of(port + ":" + REDIS_PORT));
        container.start();
    }

    /** Why containers of this image cannot be used here; empty when they can. */
    static String obstacle(String image) {
        // Testcontainers looks long and complains at length where there is nothing to find
        String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        if (host.startsWith("unix://") && !Files.exists(Path.of(host.substring("unix://".length())))) {
            return "Docker is not at " + host;
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return "Docker does not answer";
        }
        // Testcontainers would try for minutes to pull what is missing
        boolean reaper = !Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"));
        boolean reaperThere = client().listImagesCmd().exec().stream()
                .filter(there -> there.getRepoTags() != null)
                .flatMap(there -> Stream.of(there.getRepoTags()))
                .anyMatch(tag -> tag.startsWith("testcontainers/ryuk:"));
        if (reaper && !reaperThere) {
            return "Docker holds no image testcontainers/ryuk and TESTCONTAINERS_RYUK_DISABLED is not true";
        }
        try {
            client().inspectImageCmd(image).exec();
            return "";
        } catch (NotFoundException e) {
            return "Docker holds no image " + image;
        }
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

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
