package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.admin.query.StatusReport.BreakerReport;
import io.haplatform.core.instance.Registration;
import io.haplatform.test.Registrations;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class BreakersTest {

    private final Breakers breakers = new Breakers(JsonMapper.shared());

    @Test
    void readsWhatACallerPublishesAndIgnoresWhatItDoesNotKnow() {
        Map<String, BreakerReport> read = breakers.of(
                caller(
                        """
                {"orders":{"state":"OPEN","since":"2026-01-01T00:00:00Z","calls":20,"failed":12,"slow":3,"rejected":7,
                 "failureRate":60.0,"at":"2026-01-01T00:00:04Z","later":{"x":1}},"billing":{"state":"CLOSED"}}"""));

        assertThat(read).containsOnlyKeys("billing", "orders");
        BreakerReport orders = Objects.requireNonNull(read.get("orders"));
        assertThat(orders)
                .isEqualTo(new BreakerReport(
                        "storefront/s1",
                        "OPEN",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        20,
                        12,
                        3,
                        7,
                        60.0,
                        Instant.parse("2026-01-01T00:00:04Z")));
        assertThat(Breakers.inWords(orders)).isEqualTo("12 of 20 calls failed, 3 were slow, 7 not let through");
    }

    @Test
    void isEmptyForACallerThatPublishesNone() {
        assertThat(breakers.of(Registrations.of("storefront", "s1").build())).isEmpty();
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(
            strings = {
                "{",
                "[]",
                "42",
                "{\"orders\":{}}",
                "{\"orders\":7}",
                "{\"orders\":{\"state\":\"OPEN\",\"since\":\"yesterday\"}}",
                "{\"orders\":{\"state\":\"a state whose name goes on and on and on\"}}"
            })
    void reportsForeignTextOnceAndShowsNoBreakers(String text, CapturedOutput output) {
        assertThat(breakers.of(caller(text))).isEmpty();
        assertThat(breakers.of(caller(text))).isEmpty();

        assertThat(output.getOut()).containsOnlyOnce("storefront/s1 publishes under ha.breakers what cannot be read");
    }

    @Test
    void refusesTextBeyondItsLimit(CapturedOutput output) {
        assertThat(breakers.of(caller("{\"orders\":{\"state\":\"" + "x".repeat(20_000) + "\"}}")))
                .isEmpty();

        assertThat(output.getOut()).contains("longer than 16384 characters");
    }

    private static Registration caller(String published) {
        return Registrations.of("storefront", "s1")
                .metadata(Breakers.METADATA_KEY, published)
                .build();
    }
}
