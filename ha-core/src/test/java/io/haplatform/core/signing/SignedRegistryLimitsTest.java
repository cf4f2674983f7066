package io.haplatform.core.signing;

import static io.haplatform.core.signing.Keys.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Registered;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of signatures that are missing, and what cannot be signed. */
class SignedRegistryLimitsTest extends SigningRules {

    @Test
    void aWarningEndsWithItsCause() {
        register(store, instance("orders", "a"));
        snapshot(reader);
        assertThat(reader.warnings()).hasSize(1);

        await(store.change(new Change.Deregister(new InstanceKey("orders", "a"), "first")));
        snapshot(reader);

        assertThat(reader.warnings()).isEmpty();
        assertThat(reader.signing().rejections()).isEqualTo(1);
    }

    @Test
    void warningsNameAFewOfMany() {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            register(store, instance("orders", id));
        }
        snapshot(reader);

        assertThat(reader.warnings())
                .hasSize(4)
                .last()
                .isEqualTo("2 more registrations are left out because of their signature");
    }

    @Test
    void metadataNeedRoomForTheSignature() {
        Map<String, String> full = new HashMap<>();
        for (int i = 0; i < Registration.MAX_METADATA; i++) {
            full.put("m" + i, "x");
        }

        assertThat(register(orders, instance("orders", "a").withMetadata(full)))
                .isInstanceOfSatisfying(Registered.Rejected.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo("metadata of orders/a must be at most 63 entries, because the signature is"
                                + " one, but are 64"));
    }

    @Test
    void whoRequiresSignaturesAndHasNoKeyIsNotRegistered() {
        assertThat(register(reader, instance("orders", "a")))
                .isEqualTo(new Registered.Rejected(
                        new InstanceKey("orders", "a"),
                        "registration of orders/a must be signed, because this process requires signatures, but it has"
                                + " no key: set ha.registry.signing.private-key"));
        assertThat(register(registry(false, null), instance("orders", "a"))).isInstanceOf(Registered.Accepted.class);
    }
}
