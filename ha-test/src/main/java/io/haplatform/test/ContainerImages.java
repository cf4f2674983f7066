package io.haplatform.test;

import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * Whether a test can have a container without anything being pulled; needs {@code org.testcontainers:testcontainers},
 * which this jar does not bring.
 */
public final class ContainerImages {

    private ContainerImages() {}

    /** Why containers of this image cannot be used here; empty when they can. */
    public static String obstacle(String image) {
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
        boolean reaperThere = DockerClientFactory.lazyClient().listImagesCmd().exec().stream()
                .filter(there -> there.getRepoTags() != null)
                .flatMap(there -> Stream.of(there.getRepoTags()))
                .anyMatch(tag -> tag.startsWith("testcontainers/ryuk:"));
        if (reaper && !reaperThere) {
            return "Docker holds no image testcontainers/ryuk and TESTCONTAINERS_RYUK_DISABLED is not true";
        }
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return "";
        } catch (NotFoundException e) {
            return "Docker holds no image " + image;
        }
    }
}
