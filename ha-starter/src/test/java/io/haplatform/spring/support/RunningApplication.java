package io.haplatform.spring.support;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A real application on a real server and a port of its own, for tests. */
public final class RunningApplication implements AutoCloseable {

    /** A setting for applications that have Spring Security: it is on the class path of all tests, and off in most. */
    public static final String WITH_SECURITY = "spring.autoconfigure.exclude="
            // of the two servers on the class path, reactive applications take Netty
            + "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration,"
            + "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(10);

    private final ConfigurableApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts a servlet or reactive application on random ports of the loopback address. */
    public static RunningApplication start(WebApplicationType type, Class<?> source, String... settings) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "spring.application.name", "orders",
                "ha.registry.type", "memory",
                "management.health.redis.enabled", "false",
                // most tests have nobody to give time to
                "ha.web.drain.propagation", "0s",
                "ha.web.drain.quiet", "0s"));
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            all.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        String[] args = all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new RunningApplication(new SpringApplicationBuilder(source)
                .web(type)
                .bannerMode(Banner.Mode.OFF)
                .run(args));
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return get(port(), path, headers);
    }

    public HttpResponse<String> get(int port, String path, String... headers) {
        return send("GET", port, path, headers);
    }

    public HttpResponse<String> send(String method, int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** This application as the registry shows it; null while it does not. */
    public @Nullable Instance registered(String service) {
        return bean(Directory.class).view(service).instances().stream()
                .filter(instance -> instance.registration().port() == port())
                .findFirst()
                .orElse(null);
    }

    /** Waits until the registry shows this application with this status. */
    public Instance awaitRegistered(String service, Status status) {
        await("registered as " + status, () -> {
            Instance own = registered(service);
            return own != null && own.status() == status;
        });
        return Objects.requireNonNull(registered(service));
    }

    /** Waits for something that another thread brings about. */
    public static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(POLL).until(condition::getAsBoolean);
    }

    @Override
    public void close() {
        context.close();
    }
}
