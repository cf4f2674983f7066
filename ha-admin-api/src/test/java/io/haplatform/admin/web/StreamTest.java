package io.haplatform.admin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.Registered;
import io.haplatform.test.Registrations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@AdminTest
@Timeout(60)
class StreamTest {

    /** One event as a browser would hand it on. */
    private record Received(String id, String name, JsonNode data) {}

    @LocalServerPort
    private int port;

    @Autowired
    private Registered registered;

    @Autowired
    private StreamHub hub;

    @Autowired
    private JsonMapper json;

    @Autowired
    private ApplicationContext context;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Connection> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(Connection::close);
        await().until(() -> hub.clients() == 0);
    }

    @Test
    void tellsInstancesEventsAndStatusAsTheyChange() {
        Connection stream = connect(null);
        Received hello = stream.next(event -> true);
        assertThat(hello.name()).isEqualTo("hello");
        assertThat(hello.data().path("resumed").asBoolean()).isFalse();

        registered.register(Registrations.of("live", "l1").region("eu").zone("eu-a"));

        Received event = stream.next(about("event", "live", "l1"));
        assertThat(event.data().path("type").asString()).isEqualTo("ServiceRegistered");
        Received instance = stream.next(about("instance", "live", "l1"));
        assertThat(instance.data().path("backend").path("zone").asString()).isEqualTo("eu-a");
        Received status = stream.next(e -> e.name().equals("status"));
        assertThat(status.data().path("services").toString()).contains("\"live\"");

        registered.deregister("live", "l1");

        Received gone = stream.next(about("instance", "live", "l1"));
        assertThat(gone.data().path("backend").isNull()).isTrue();
    }

    @Test
    void givesWhoComesBackWhatItMissedAndNothingTwice() {
        Connection first = connect(null);
        first.next(e -> e.name().equals("hello"));
        registered.register(Registrations.of("resumed", "r1"));
        String seen = first.next(about("instance", "resumed", "r1")).id();
        first.close();

        registered.register(Registrations.of("resumed", "r2"));

        Connection second = connect(seen);
        List<Received> missed = new ArrayList<>();
        Received next = second.next(e -> true);
        while (!next.name().equals("hello")) {
            missed.add(next);
            next = second.next(e -> true);
        }
        assertThat(next.data().path("resumed").asBoolean()).isTrue();
        assertThat(missed).filteredOn(about("instance", "resumed", "r2")).hasSize(1);
        assertThat(missed).filteredOn(about("instance", "resumed", "r1")).isEmpty();
        assertThat(missed).extracting(Received::id).doesNotHaveDuplicates().doesNotContain(seen);
    }

    @Test
    void sendsWhoWasAwayTooLongBackToTheLists() {
        Connection first = connect(null);
        String seen = first.next(e -> e.name().equals("hello")).id();
        first.close();
        for (int i = 0; i < 30; i++) {
            // two frames each, and 50 are kept
            registered.register(Registrations.of("crowd", "c" + i));
        }

        Received greeting = connect(seen).next(e -> true);

        assertThat(greeting.name()).isEqualTo("reset");
        assertThat(connect("of-another-start-7").next(e -> true).name()).isEqualTo("reset");
    }

    @Test
    void showsThatASilentStreamIsAlive() {
        Connection stream = connect(null);
        stream.next(e -> e.name().equals("hello"));

        assertThat(stream.comment()).isEqualTo(":");
    }

    @Test
    void refusesOneMoreThanItMayServeUntilAnotherLeaves() {
        Connection first = connect(null);
        connect(null);
        connect(null);

        HttpResponse<InputStream> refused = request(null);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");

        first.close();
        await().until(() -> hub.clients() == 2);
        assertThat(connect(null).next(e -> true).name()).isEqualTo("hello");
    }

    @Test
    void endsWhenTheAdminStopsTakingTrafficAndBeginsAgainWithIt() {
        Connection stream = connect(null);
        stream.next(e -> e.name().equals("hello"));

        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        try {
            assertThat(stream.ends()).as("the stream ended").isTrue();
            assertThat(request(null).statusCode()).isEqualTo(503);
        } finally {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        }
        assertThat(connect(null).next(e -> true).name()).isEqualTo("hello");
    }

    @Test
    void endsWithTheSessionThatOpenedItSoThatSigningOutMeansOut() throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        String token = csrf(browser, "/login");
        post(browser, "/login", "username=admin&password=" + AdminTest.PASSWORD.replace(' ', '+') + "&_csrf=" + token);
        Connection theirs = connected(browser.send(to("/api/v1/ha/stream").build(), BodyHandlers.ofInputStream()));
        theirs.next(e -> e.name().equals("hello"));
        Connection another = connect(null);

        post(browser, "/logout", "_csrf=" + csrf(browser, "/"));

        assertThat(theirs.ends()).as("the session's stream ended").isTrue();
        registered.register(Registrations.of("signed-out", "o1"));
        another.next(about("instance", "signed-out", "o1"));
    }

    private String csrf(HttpClient browser, String page) throws Exception {
        String html = browser.send(to(page).header("Accept", "text/html").build(), BodyHandlers.ofString())
                .body();
        String before = "name=\"_csrf\" value=\"";
        int begin = html.indexOf(before) + before.length();
        return html.substring(begin, html.indexOf('"', begin));
    }

    private void post(HttpClient browser, String path, String form) throws Exception {
        HttpRequest request = to(path).header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        assertThat(browser.send(request, BodyHandlers.discarding()).statusCode())
                .isEqualTo(302);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private Predicate<Received> about(String name, String service, String id) {
        return e -> e.name().equals(name)
                && e.data().path("service").asString("").equals(service)
                && (e.data().path("id").asString("").equals(id)
                        || e.data().path("instance").asString("").equals(id));
    }

    private Connection connect(@Nullable String lastEventId) {
        return connected(request(lastEventId));
    }

    private Connection connected(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        Connection connection = new Connection(response.body());
        open.add(connection);
        return connection;
    }

    private HttpResponse<InputStream> request(@Nullable String lastEventId) {
        String credentials =
                Base64.getEncoder().encodeToString(("admin:" + AdminTest.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = to("/api/v1/ha/stream").header("Authorization", "Basic " + credentials);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return http.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads on a thread of its own, because nothing ends a read of a silent stream: neither interrupt nor timeout. */
    private final class Connection {

        private static final String END = "the end";
        private static final long PATIENCE_SECONDS = 10;

        private final BufferedReader reader;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Connection(InputStream body) {
            this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            Thread thread = new Thread(this::readAll, "stream test");
            thread.setDaemon(true);
            thread.start();
        }

        private void readAll() {
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
                lines.add(END);
            } catch (IOException e) {
                lines.add("the stream broke: " + e);
            }
        }

        /** The next event that is wanted; others are passed over, comments too. */
        Received next(Predicate<Received> wanted) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (System.nanoTime() - end < 0) {
                String id = "";
                String name = "";
                StringBuilder data = new StringBuilder();
                for (String line = line(); !line.isEmpty(); line = line()) {
                    assertThat(line).as("the stream goes on").isNotEqualTo(END);
                    if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("event: ")) {
                        name = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        data.append(line.substring(6));
                    }
                }
                if (!name.isEmpty()) {
                    Received received = new Received(id, name, json.readTree(data.toString()));
                    if (wanted.test(received)) {
                        return received;
                    }
                }
            }
            throw new AssertionError("what is wanted did not come within " + PATIENCE_SECONDS + " s");
        }

        String comment() {
            String line = line();
            while (!line.startsWith(":")) {
                line = line();
            }
            return line;
        }

        /** Whether the server ended it in good order, soon. */
        boolean ends() {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            // heartbeats may still come, but not for ever
            while (System.nanoTime() - end < 0) {
                if (END.equals(line())) {
                    return true;
                }
            }
            return false;
        }

        void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String line() {
            try {
                String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("nothing came for " + PATIENCE_SECONDS + " s, not even a heartbeat");
                }
                return line;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
