package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.admin.AdminTest;
import io.haplatform.test.Registrations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** What operators impose on instances: written field by field, told, lifted. */
@AdminTest
@ExtendWith(OutputCaptureExtension.class)
class OverrideTest extends OverrideCalls {

    @Test
    void imposesAndLiftsFieldByField() {
        registered.register(Registrations.of("imposed", "i1").tags("blue"));

        JsonNode weighed = done(patch("imposed/i1", "{\"weight\": 0, \"reason\": \"slow disk\"}"));
        assertThat(weighed.path("weight").asInt()).isZero();
        assertThat(weighed.path("status").asString()).isEqualTo("UP");
        assertThat(weighed.at("/override/author").asString()).isEqualTo("admin");

        JsonNode drained = done(patch("imposed/i1", "{\"status\": \"DRAINING\", \"tags\": [\"old\", \"cold\"]}"));
        assertThat(drained.path("weight").asInt()).isZero();
        assertThat(drained.path("status").asString()).isEqualTo("DRAINING");
        assertThat(drained.path("reason").asString()).isEqualTo("set by admin: slow disk");
        assertThat(drained.path("tags").toString()).isEqualTo("[\"cold\",\"old\"]");
        assertThat(drained.at("/override/version").asInt()).isEqualTo(2);

        JsonNode lifted = done(patch("imposed/i1", "{\"status\": null, \"tags\": null}"));
        assertThat(lifted.path("status").asString()).isEqualTo("UP");
        assertThat(lifted.path("tags").toString()).isEqualTo("[\"blue\"]");
        assertThat(lifted.path("weight").asInt()).isZero();

        JsonNode free = done(patch("imposed/i1", "{\"weight\": null}"));
        assertThat(free.path("weight").asInt()).isEqualTo(100);
        assertThat(free.path("override").isNull()).isTrue();
    }

    @Test
    void theListsTellItToo() {
        registered.register(Registrations.of("shown", "s1"));

        done(patch("shown/s1", "{\"status\": \"MAINTENANCE\"}"));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(get(BACKENDS + "shown/s1").path("status").asString()).isEqualTo("MAINTENANCE");
            assertThat(get("/load-balancer/backends?service=shown")
                            .at("/items/0/override/status")
                            .asString())
                    .isEqualTo("MAINTENANCE");
            assertThat(get("/failover/events?service=shown").toString()).contains("set by admin");
        });
        JsonNode item = get(OVERRIDES + "?service=shown").at("/items/0");
        assertThat(item.path("id").asString()).isEqualTo("s1");
        assertThat(item.path("registered").asBoolean()).isTrue();
        assertThat(item.path("ended").asBoolean()).isFalse();
    }

    @Test
    void theSameTwiceIsWrittenOnceAndSaidOnce(CapturedOutput output) {
        registered.register(Registrations.of("twice", "w1"));
        String change = "{\"weight\": 0, \"tags\": [\"a\", \"b\"], \"until\": \"2126-01-01T14:00:00+01:00\"}";
        JsonNode first = done(patch("twice/w1", change));
        long revision = revision();

        JsonNode second = done(patch("twice/w1", change.replace("\"a\", \"b\"", "\"b\", \"a\", \"a\"")));

        assertThat(second.path("override")).isEqualTo(first.path("override"));
        assertThat(first.at("/override/until").asString()).isEqualTo("2126-01-01T13:00:00Z");
        assertThat(revision()).isEqualTo(revision);
        assertThat(output.getAll().lines().filter(line -> line.contains("\"service\":\"twice\"")))
                .hasSize(1);
    }

    @Test
    void everyMutationIsOneLineWithAuthorBeforeAndAfter(CapturedOutput output) {
        registered.register(Registrations.of("audited", "a1"));
        done(patch("audited/a1", "{\"weight\": 0, \"reason\": \"\u2028\u00e4\"}"));
        done(patch("audited/a1", "{\"weight\": null}"));

        assertThat(output.getAll().lines().filter(line -> line.contains("\"service\":\"audited\"")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "ha.audit",
                                        "\"action\":\"override\"",
                                        "\"author\":\"admin\"",
                                        "\"id\":\"a1\"",
                                        "\"result\":\"APPLIED\"",
                                        "\"before\":null",
                                        "\"weight\":0",
                                        "\\u2028\\u00E4"),
                        line -> assertThat(line).contains("\"before\":{\"version\":1", "\"after\":null"));
    }

    @Test
    void anOverrideOutlivesItsInstanceIsListedAndCanBeDeleted() {
        registered.register(Registrations.of("outlived", "o1"));
        done(patch("outlived/o1", "{\"weight\": 0}"));
        registered.deregister("outlived", "o1");

        assertThat(patch("outlived/o1", "{\"status\": \"DRAINING\"}")).hasStatus(204);
        problem(call(BACKENDS + "outlived/o1"), 404, "not-found");
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode item = get(OVERRIDES + "?service=outlived").at("/items/0");
            assertThat(item.path("registered").asBoolean()).isFalse();
            assertThat(item.at("/override/status").asString()).isEqualTo("DRAINING");
        });

        registered.register(Registrations.of("outlived", "o1"));
        JsonNode back = get(BACKENDS + "outlived/o1");
        assertThat(back.path("status").asString()).isEqualTo("DRAINING");
        assertThat(back.path("weight").asInt()).isZero();
        registered.deregister("outlived", "o1");

        assertThat(delete(OVERRIDES + "/outlived/o1")).hasStatus(204);
        problem(delete(OVERRIDES + "/outlived/o1"), 404, "not-found");
    }

    @Test
    void whoSaysWhatTheyHaveSeenOverwritesNothingElse() {
        registered.register(Registrations.of("tagged", "t1"));
        String none = tag(call(BACKENDS + "tagged/t1"));
        assertThat(none).isEqualTo("\"0\"");

        MvcTestResult first = patch("tagged/t1", "{\"weight\": 0}", none);
        String weighed = tag(first);
        assertThat(first).hasStatusOk();
        problem(patch("tagged/t1", "{\"weight\": 7}", none), 412, "precondition-failed");
        assertThat(patch("tagged/t1", "{\"weight\": 8}", "W/" + weighed)).hasStatusOk();
        problem(patch("tagged/t1", "{\"weight\": 9}", "8"), 400, "invalid-request");

        // versions begin anew, tags do not
        assertThat(delete(OVERRIDES + "/tagged/t1")).hasStatus(204);
        assertThat(done(patch("tagged/t1", "{\"status\": \"DRAINING\"}", "*"))
                        .at("/override/version")
                        .asInt())
                .isEqualTo(1);
        problem(patch("tagged/t1", "{\"weight\": 7}", weighed), 412, "precondition-failed");
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(tag(call(BACKENDS + "tagged/t1")))
                .startsWith("\"1-"));
    }

    @Test
    void deletingDrainsUntilItStopsAndAfter() {
        registered.register(Registrations.of("deleted", "d1"));
        done(patch("deleted/d1", "{\"weight\": 7, \"until\": \"2126-01-01T00:00:00Z\"}"));

        assertThat(delete(BACKENDS + "deleted/d1")).hasStatus(204);
        long revision = revision();
        assertThat(delete(BACKENDS + "deleted/d1")).hasStatus(204);
        assertThat(revision()).isEqualTo(revision);

        JsonNode drained = done(patch("deleted/d1", "{}"));
        assertThat(drained.path("status").asString()).isEqualTo("DRAINING");
        assertThat(drained.path("weight").asInt()).isEqualTo(7);
        assertThat(drained.at("/override/until").isNull()).isTrue();
        assertThat(drained.at("/override/reason").asString()).isEqualTo("deleted");

        registered.deregister("deleted", "d1");
        assertThat(delete(BACKENDS + "deleted/d1")).hasStatus(204);
        registered.register(Registrations.of("deleted", "d1"));
        assertThat(get(BACKENDS + "deleted/d1").path("status").asString()).isEqualTo("DRAINING");
    }

    @Test
    void deletingByForceTakesItOutAtOnceAndHoldsWhoComesBack(CapturedOutput output) {
        registered.register(Registrations.of("forced", "f1"));

        assertThat(delete(BACKENDS + "forced/f1?force=true")).hasStatus(204);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> problem(call(BACKENDS + "forced/f1"), 404, "not-found"));
        assertThat(delete(BACKENDS + "forced/f1?force=true")).hasStatus(204);
        problem(delete(BACKENDS + "forced/f1?force=yes"), 400, "invalid-request");
        registered.register(Registrations.of("forced", "f1"));
        assertThat(get(BACKENDS + "forced/f1").path("status").asString()).isEqualTo("DRAINING");
        assertThat(output.getAll().lines().filter(line -> line.contains("\"service\":\"forced\"")))
                .satisfiesExactly(line -> assertThat(line).contains("\"action\":\"delete\""), line -> assertThat(line)
                        .contains("\"action\":\"deregister\"", "10.0.0.1:8080"));
    }

    @Test
    void anIdMayContainWhatAnAddressContains() {
        String id = "odd:[fe80::1%eth0]:8080";
        registered.register(Registrations.of("odd", id));

        JsonNode drained = done(patch("odd/odd:%5Bfe80::1%25eth0%5D:8080", "{\"status\": \"DRAINING\"}"));

        assertThat(drained.path("id").asString()).isEqualTo(id);
    }
}
