package io.haplatform.admin.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendViewTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    private final BackendView view = new BackendView(Duration.ofSeconds(6));
    private final Registration registration = Registrations.of("orders", "a").build();

    @Test
    void datesAStatusByTheRecordThatDecidesIt() {
        OperatorOverride override = new OperatorOverride(
                registration.key(), 1, null, null, Status.DRAINING, "ada", "", THEN.plusSeconds(10), null, Map.of());
        Observation first = seen("s1", 20);
        Observation second = seen("s2", 25);

        assertThat(view.of(Instance.of(registration, null, List.of(), THEN), null)
                        .statusSince())
                .isEqualTo(THEN);
        assertThat(view.of(Instance.of(registration, override, List.of(), THEN), null)
                        .statusSince())
                .isEqualTo(THEN.plusSeconds(10));
        assertThat(view.of(Instance.of(registration, null, List.of(second, first), THEN), null)
                        .statusSince())
                .isEqualTo(THEN.plusSeconds(20));
    }

    @Test
    void remembersWhenAStatusWasSeenToReturn() {
        view.changed(registration.key(), Status.UP, THEN.plusSeconds(30));
        Instance up = Instance.of(registration, null, List.of(), THEN);
        Instance suspect = Instance.of(registration, null, List.of(seen("s1", 20)), THEN);

        assertThat(view.of(up, null).statusSince()).isEqualTo(THEN.plusSeconds(30));
        assertThat(view.of(suspect, null).statusSince()).isEqualTo(THEN.plusSeconds(20));

        view.gone(registration.key());
        assertThat(view.of(up, null).statusSince()).isEqualTo(THEN);
    }

    @Test
    void datesTheRenewalByTheEndOfTheLease() {
        Backend backend = view.of(Instance.of(registration, null, List.of(), THEN), THEN.plusSeconds(6));

        assertThat(backend.leaseExpiresAt()).isEqualTo(THEN.plusSeconds(6));
        assertThat(backend.renewedAt()).isEqualTo(THEN);
    }

    @Test
    void saysNullForWhatIsNotStated() {
        Backend backend = view.of(Instance.of(registration, null, List.of(), THEN), null);

        assertThat(backend.zone()).isNull();
        assertThat(backend.reason()).isNull();
        assertThat(backend.managementPort()).isNull();
        assertThat(backend.leaseExpiresAt()).isNull();
        assertThat(backend.override()).isNull();
    }

    private Observation seen(String observer, int seconds) {
        return new Observation(
                registration.key(),
                registration.incarnation(),
                observer,
                Observation.Evidence.REFUSED,
                "refused",
                THEN.plusSeconds(seconds),
                THEN.plusSeconds(60));
    }
}
