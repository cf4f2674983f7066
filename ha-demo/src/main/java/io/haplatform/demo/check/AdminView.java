package io.haplatform.demo.check;

import io.haplatform.demo.process.DemoFailure;
import io.haplatform.demo.process.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What admin says about the instances of {@code orders}, asked over its REST interface as a dashboard would. */
final class AdminView {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client;
    private final HttpRequest backends;

    AdminView(HttpClient client, URI admin, String password) {
        String login = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        this.client = client;
        this.backends = HttpRequest.newBuilder(admin.resolve("/api/v1/ha/load-balancer/backends?service=orders"))
                .header("Authorization", "Basic " + login)
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    /**
     * Has admin impose something on an instance, as an operator would.
     *
     * @param patch in the words of admin's REST interface
     * @throws DemoFailure when it was not done
     */
    void impose(Instance instance, String patch) {
        HttpRequest change = HttpRequest.newBuilder(backends, (name, value) -> true)
                .uri(backends.uri().resolve("/api/v1/ha/load-balancer/backends/orders/" + instance.id()))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch))
                .build();
        try {
            HttpResponse<String> response = client.send(change, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new DemoFailure("admin must impose " + patch + " on " + instance.id() + " but answered "
                        + response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            throw new DemoFailure("admin must impose " + patch + " on " + instance.id() + " but: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted while admin imposes " + patch + " on " + instance.id());
        }
    }

    /** How long after the fault admin ceased to show the instance as up; empty if it still does after that time. */
    Optional<Duration> noticed(Instance instance, long faultNanos, Duration atMost) {
        Duration left = atMost.minusNanos(System.nanoTime() - faultNanos);
        return Waiting.until(() -> !isUp(instance), left)
                ? Optional.of(Duration.ofNanos(System.nanoTime() - faultNanos))
                : Optional.empty();
    }

    /**
     * How long after this moment admin showed each instance up with a lease that ends later than any from before could;
     * empty if it does not after that time.
     */
    Optional<Duration> registeredAgain(List<Instance> instances, Instant leasesEnded, long fromNanos, Duration atMost) {
        return Waiting.until(() -> areUp(instances, leasesEnded), atMost)
                ? Optional.of(Duration.ofNanos(System.nanoTime() - fromNanos))
                : Optional.empty();
    }

    private boolean areUp(List<Instance> instances, Instant leasesEnded) {
        try {
            HttpResponse<String> response = client.send(backends, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && areUp(JSON.readTree(response.body()), instances, leasesEnded);
        } catch (IOException | JacksonException none) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean areUp(JsonNode page, List<Instance> instances, Instant leasesEnded) {
        return instances.stream().allMatch(each -> isUp(page, each.id()) && hasLease(page, each.id(), leasesEnded));
    }

    private static boolean hasLease(JsonNode page, String id, Instant after) {
        for (JsonNode backend : page.path("items")) {
            String end = backend.path("leaseExpiresAt").asString("");
            if (backend.path("id").asString("").equals(id) && !end.isEmpty()) {
                return Instant.parse(end).isAfter(after);
            }
        }
        return false;
    }

    /** False if it is not listed. An answer that is none counts as the old one: admin itself may be busy or slow. */
    private boolean isUp(Instance instance) {
        try {
            HttpResponse<String> response = client.send(backends, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() != 200 || isUp(JSON.readTree(response.body()), instance.id());
        } catch (IOException | JacksonException none) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    static boolean isUp(JsonNode page, String id) {
        for (JsonNode backend : page.path("items")) {
            if (backend.path("id").asString("").equals(id)) {
                return backend.path("status").asString("").equals("UP");
            }
        }
        return false;
    }
}
