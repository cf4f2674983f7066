package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.Registered;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.test.Registrations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

@AdminTest
class ApiTest extends ApiCalls {

    @Autowired
    private Registered registered;

    @Test
    void statusTellsEveryServiceWithACountPerState() {
        registered.register(
                Registrations.of("status-a", "a1"),
                Registrations.of("status-a", "a2").status(Status.DRAINING, "the application is stopping"),
                Registrations.of("status-caller", "c1")
                        .metadata(
                                "ha.breakers",
                                "{\"status-a\":{\"state\":\"HALF_OPEN\",\"calls\":4,\"failed\":2,\"failureRate\":50.0}}"));

        JsonNode status = get("/status");

        assertThat(status.propertyNames())
                .containsExactly("status", "reason", "time", "registry", "cluster", "services", "alerts", "findings");
        assertThat(status.path("registry").propertyNames())
                .containsExactly(
                        "type", "mode", "status", "reason", "since", "latency", "revision", "warnings", "protection");
        assertThat(status.path("registry").path("type").asString()).isEqualTo("memory");
        assertThat(status.path("registry").path("status").asString()).isEqualTo("UP");
        JsonNode service = service(status, "status-a");
        assertThat(service.propertyNames())
                .containsExactly(
                        "name", "strategy", "failoverStrategy", "instances", "states", "availability", "breakers");
        assertThat(service.path("strategy").asString()).isEqualTo("RANDOM");
        assertThat(service(status, "status-caller").path("strategy").asString()).isEqualTo("ROUND_ROBIN");
        assertThat(service.path("instances").asInt()).isEqualTo(2);
        assertThat(service.path("states"))
                .isEqualTo(json.readTree(
                        "{'UNKNOWN':0,'STARTING':0,'UP':1,'SUSPECT':0,'DOWN':0,'DRAINING':1,'MAINTENANCE':0}"
                                .replace('\'', '"')));
        assertThat(service.path("availability").propertyNames()).containsExactly("1h", "24h", "30d");
        JsonNode breaker = service.path("breakers").get(0);
        assertThat(breaker.path("caller").asString()).isEqualTo("status-caller/c1");
        assertThat(breaker.path("state").asString()).isEqualTo("HALF_OPEN");
        assertThat(breaker.path("failureRate").asDouble()).isEqualTo(50.0);
    }

    @Test
    void backendsCarryEveryField() {
        registered.register(Registrations.of("fields", "f1")
                .at("10.0.0.9", 8089)
                .managementPort(9089)
                .region("eu")
                .zone("eu-a")
                .version("1.4.0")
                .tags("canary", "blue")
                .metadata("environment", "production"));
        InstanceKey key = new InstanceKey("fields", "f1");
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        registered.change(new Change.Observe(new Observation(
                key,
                "first",
                "storefront-1",
                Observation.Evidence.SILENT,
                "no answer within 3 s",
                at,
                at.plusSeconds(600))));
        registered.change(new Change.PutOverride(new OperatorOverride(
                key, 1, 50, null, Status.DRAINING, "ada", "new disk", at, at.plusSeconds(3600), Map.of())));

        JsonNode backend = await().until(
                        () -> items("/load-balancer/backends?service=fields").get(0),
                        item -> item.path("status").asString().equals("DRAINING")
                                && !item.path("leaseExpiresAt").isNull());

        assertThat(backend.propertyNames())
                .containsExactly(
                        "id",
                        "service",
                        "host",
                        "port",
                        "scheme",
                        "managementPort",
                        "status",
                        "statusSince",
                        "reason",
                        "weight",
                        "region",
                        "zone",
                        "version",
                        "tags",
                        "metadata",
                        "role",
                        "source",
                        "override",
                        "registeredAt",
                        "renewedAt",
                        "leaseExpiresAt",
                        "lastCheck",
                        "load",
                        "ejectedBy",
                        "evidence");
        assertThat(backend.path("host").asString()).isEqualTo("10.0.0.9");
        assertThat(backend.path("port").asInt()).isEqualTo(8089);
        assertThat(backend.path("managementPort").asInt()).isEqualTo(9089);
        assertThat(Instant.parse(backend.path("statusSince").asString())).isBetween(at, Instant.now());
        assertThat(backend.path("reason").asString()).isEqualTo("set by ada: new disk");
        assertThat(backend.path("weight").asInt()).isEqualTo(50);
        assertThat(backend.path("region").asString()).isEqualTo("eu");
        assertThat(backend.path("zone").asString()).isEqualTo("eu-a");
        assertThat(backend.path("version").asString()).isEqualTo("1.4.0");
        assertThat(backend.path("tags")).isEqualTo(json.readTree("[\"blue\",\"canary\"]"));
        assertThat(backend.path("metadata")).isEqualTo(json.readTree("{\"environment\":\"production\"}"));
        assertThat(backend.path("source").asString()).isEqualTo("registered");
        assertThat(backend.path("override").path("author").asString()).isEqualTo("ada");
        assertThat(backend.path("override").path("tags").isNull()).isTrue();
        assertThat(backend.path("registeredAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(backend.path("evidence").get(0).path("kind").asString()).isEqualTo("SILENT");
        assertThat(Instant.parse(backend.path("leaseExpiresAt").asString()))
                .isEqualTo(Instant.parse(backend.path("renewedAt").asString()).plusSeconds(6));
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource({
        "service=filter-a, a1 a2 a3",
        "service=filter-a&status=UP, a1 a2",
        "service=filter-a&status=DRAINING, a3",
        "service=filter-a&zone=eu-a, a1",
        "service=filter-a&zone=, a3",
        "service=filter-a&version=1.5.0, a2",
        "service=filter-a&tag=canary, a1 a2",
        "service=filter-a&tag=canary&zone=us-a, a2",
        "service=filter-a&tag=nobody, ''",
        "service=no-such-service, ''"
    })
    void backendsAreFilteredByAllThatIsAsked(String query, String expected) {
        registered.register(
                Registrations.of("filter-a", "a1")
                        .region("eu")
                        .zone("eu-a")
                        .version("1.4.0")
                        .tags("canary"),
                Registrations.of("filter-a", "a2")
                        .region("us")
                        .zone("us-a")
                        .version("1.5.0")
                        .tags("canary", "blue"),
                Registrations.of("filter-a", "a3").status(Status.DRAINING, "stopping"));

        assertThat(ids(get("/load-balancer/backends?" + query)))
                .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
    }

    @Test
    void backendsComeInPagesThatSkipAndRepeatNobody() {
        registered.register(IntStream.rangeClosed(1, 5)
                .mapToObj(i -> Registrations.of("paged", "p" + i))
                .toArray(Registrations[]::new));

        JsonNode first = get("/load-balancer/backends?service=paged&limit=2");
        assertThat(first.path("total").asInt()).isEqualTo(5);
        assertThat(ids(first)).containsExactly("p1", "p2");
        registered.deregister("paged", "p2");

        JsonNode second = get("/load-balancer/backends?service=paged&limit=2&cursor=" + next(first));
        assertThat(ids(second)).containsExactly("p3", "p4");
        JsonNode third = get("/load-balancer/backends?service=paged&limit=2&cursor=" + next(second));
        assertThat(ids(third)).containsExactly("p5");
        assertThat(third.path("nextCursor").isNull()).isTrue();
    }

    @Test
    void eventsTellNewestFirstWhatHappenedToAnInstance() {
        registered.register(Registrations.of("told", "t1"));
        registered.change(new Change.PutOverride(new OperatorOverride(
                new InstanceKey("told", "t1"),
                1,
                null,
                null,
                Status.MAINTENANCE,
                "ada",
                "new disk",
                Instant.now(),
                null,
                Map.of())));
        registered.deregister("told", "t1");

        List<JsonNode> events = await().until(() -> items("/failover/events?service=told"), all -> all.size() == 3);

        assertThat(events.get(0).propertyNames())
                .containsExactly("id", "type", "service", "instance", "from", "to", "reason", "epoch", "at", "by");
        assertThat(events)
                .extracting(e -> e.path("type").asString(), e -> e.path("from").asString("-"), e -> e.path("to")
                        .asString("-"))
                .containsExactly(
                        tuple("ServiceDeregistered", "MAINTENANCE", "-"),
                        tuple("HealthStatusChanged", "UP", "MAINTENANCE"),
                        tuple("ServiceRegistered", "-", "UP"));
        assertThat(events.get(1).path("by").asString()).isEqualTo("ada");
        assertThat(items("/failover/events?service=told&type=HealthStatusChanged"))
                .hasSize(1);
        assertThat(items("/failover/events?service=told&instance=t2")).isEmpty();

        JsonNode first = get("/failover/events?service=told&limit=2");
        JsonNode rest = get("/failover/events?service=told&limit=2&cursor=" + next(first));
        assertThat(rest.path("items")).hasSize(1);
        assertThat(rest.path("nextCursor").isNull()).isTrue();
    }

    @Test
    void prometheusFindsEachInstanceAtItsManagementPort() {
        registered.register(
                Registrations.of("scraped", "s1")
                        .at("10.0.0.9", 8089)
                        .managementPort(9089)
                        .region("eu")
                        .zone("eu-a"),
                Registrations.of("scraped", "s2").at("2001:db8::1", 8090).status(Status.DRAINING, "stopping"));

        List<JsonNode> targets = new ArrayList<>();
        get("/prometheus/targets").forEach(targets::add);

        assertThat(targets)
                .contains(
                        json.readTree(
                                """
                                {"targets":["10.0.0.9:9089"],"labels":{"__metrics_path__":"/actuator/prometheus",
                                 "__scheme__":"http","id":"s1","region":"eu","service":"scraped","zone":"eu-a"}}"""),
                        json.readTree(
                                """
                                {"targets":["[2001:db8::1]:8090"],"labels":{"__metrics_path__":"/actuator/prometheus",
                                 "__scheme__":"http","id":"s2","service":"scraped"}}"""));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/load-balancer/backends?limit=0 | limit | limit must be a whole number between 1 and 1000 but is '0'",
                "/load-balancer/backends?limit=1001 | limit | limit must be a whole number between 1 and 1000 but is '1001'",
                "/load-balancer/backends?limit=all | limit | limit must be a whole number between 1 and 1000 but is 'all'",
                "/load-balancer/backends?limit=1&limit=2 | limit | limit must be a whole number between 1 and 1000 but is '1,2'",
                "/load-balancer/backends?cursor=x | cursor | cursor must be the nextCursor of a page of this list, since the admin started but is 'x'",
                "/load-balancer/backends?cursor= | cursor | cursor must be the nextCursor of a page of this list, since the admin started but is ''",
                "/load-balancer/backends?status=up | status | status must be one of [UNKNOWN, STARTING, UP, SUSPECT, DOWN, DRAINING, MAINTENANCE] but is 'up'",
                "/load-balancer/backends?service=a%20b | service | service must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'a b'",
                "/load-balancer/backends?tag=a%0Ab | tag | tag must be 1 to 128 letters, digits or any of . _ : = + / -, first a letter or digit but is 'a?b'",
                "/load-balancer/backends?sevice=orders | sevice | parameters must be among [cursor, limit, service, status, tag, version, zone] but one is 'sevice'",
                "/failover/events?type=Oops | type | type must be one of [ServiceRegistered, ServiceDeregistered, ServiceExpired, HealthStatusChanged, InstanceChanged, CircuitBreakerChanged, RegistryLost, RegistryRestored] but is 'Oops'",
                "/failover/events?cursor=ZXZlbnRzOm90aGVyLTE | cursor | cursor must be the nextCursor of a page of this list, since the admin started but is 'ZXZlbnRzOm90aGVyLTE'",
                "/status?verbose=true | verbose | this path takes no parameters but was given 'verbose'"
            })
    void aWrongParameterIsNamedInOneSentence(String path, String field, String sentence) {
        MvcTestResult answer = call(path);

        JsonNode problem = problem(answer, 400, "invalid-request");
        assertThat(problem.path("detail").asString()).isEqualTo(sentence);
        assertThat(problem.path("errors")).hasSize(1);
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo(field);
        assertThat(problem.path("errors").get(0).path("message").asString()).isEqualTo(sentence);
    }

    private List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        get(path).path("items").forEach(items::add);
        return items;
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }

    private static JsonNode service(JsonNode status, String name) {
        for (JsonNode service : status.path("services")) {
            if (service.path("name").asString().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("the status must contain " + name + " but is " + status);
    }
}
