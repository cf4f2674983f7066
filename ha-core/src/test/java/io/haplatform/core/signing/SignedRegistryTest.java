package io.haplatform.core.signing;

import static io.haplatform.core.signing.Keys.BILLING;
import static io.haplatform.core.signing.Keys.ORDERS;
import static io.haplatform.core.signing.Keys.ORDERS_NEXT;
import static io.haplatform.core.signing.Keys.instance;
import static io.haplatform.core.signing.Keys.signer;
import static io.haplatform.core.signing.Keys.trusted;
import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.instance.Observation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.LogEntry;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.SilentFollower;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.wire.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedRegistryTest extends SigningRules {

    @Test
    void whatItsOwnerSignedIsRead() {
        register(orders, instance("orders", "a"));

        assertThat(seen(reader)).containsExactly(instance("orders", "a"));
        assertThat(reader.warnings()).isEmpty();
        assertThat(reader.signing().verified()).isEqualTo(1);
        assertThat(stored("a").metadata()).containsKeys("team", Signer.METADATA);
    }

    /** Each field of the registration, as somebody else might want it. */
    @ParameterizedTest(name = "{0} made {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"host\":\"10.0.0.7\" | \"host\":\"10.6.6.6\"",
                "\"port\":8080 | \"port\":6666",
                "\"managementPort\":9090 | \"managementPort\":6666",
                "\"port\":8080 | \"port\":8080,\"scheme\":\"https\"",
                "\"id\":\"a\" | \"id\":\"b\"",
                "\"service\":\"orders\" | \"service\":\"billing\"",
                "\"incarnation\":\"first\" | \"incarnation\":\"second\"",
                "\"weight\":50 | \"weight\":1000",
                "\"region\":\"eu\" | \"region\":\"us\"",
                "\"zone\":\"eu-1\" | \"zone\":\"eu-2\"",
                "\"version\":\"1.2\" | \"version\":\"1.3\"",
                "[\"blue\",\"fast\"] | [\"blue\",\"slow\"]",
                "[\"blue\",\"fast\"] | [\"blue\"]",
                "\"team\":\"shop\" | \"team\":\"ship\"",
                "\"team\":\"shop\" | \"more\":\"1\",\"team\":\"shop\"",
                "\"status\":\"UP\" | \"status\":\"DRAINING\"",
                "\"reason\":\"ready\" | \"reason\":\"broken\"",
                "\"since\":\"2026-01-01T00:00:00Z\" | \"since\":\"2026-01-01T00:00:09Z\"",
                "\"registeredAt\":\"2026-01-01T00:00:01Z\" | \"registeredAt\":\"2026-01-01T00:00:09Z\""
            })
    void whatSomebodyElseChangedIsLeftOut(String was, String is) {
        SignedRegistry everyService = strict(null, trusted("orders", ORDERS, TrustedKey.ALL));
        String json = Wire.write(signed("orders", ORDERS, instance("orders", "a")));
        assertThat(json).contains(was);
        Registration forged = Wire.readRegistration(json.replace(was, is));

        register(store, forged);

        Snapshot snapshot = snapshot(everyService);
        assertThat(snapshot.services()
                        .getOrDefault(forged.key().service(), Snapshot.Records.NONE)
                        .registrations())
                .isEmpty();
        assertThat(snapshot.rejected())
                .containsExactly("Registration of " + forged.key() + " at " + forged.address()
                        + " is left out: its signature with key 'orders' is of other content");
    }

    @Test
    void aNeighbourCannotSignForAnotherService() {
        register(store, signed("billing", BILLING, instance("orders", "a")));

        assertThat(seen(reader)).isEmpty();
        assertThat(reader.signing().leftOut())
                .containsExactly("Registration of orders/a at 10.0.0.7:8080 is left out: it is signed with key"
                        + " 'billing', which may sign for [billing] alone");
    }

    @Test
    void aNeighbourCannotSayThatItsKeyIsAnothers() {
        register(store, signed("orders", BILLING, instance("orders", "a")));

        assertThat(seen(reader)).isEmpty();
    }

    @Test
    void aNeighbourThatTriesIsToldBeforeItIsSent() {
        SignedRegistry billing = strict(signer("billing", BILLING), trusted("billing", BILLING, "billing"));

        List<Registered> answers = await(
                billing.register(List.of(instance("billing", "b"), instance("orders", "a"), instance("billing", "c"))));

        assertThat(answers.get(0)).isInstanceOf(Registered.Accepted.class);
        assertThat(answers.get(1))
                .isEqualTo(new Registered.Rejected(
                        new InstanceKey("orders", "a"),
                        "key 'billing', with which this process signs, must be one that may sign for 'orders' but may"
                                + " sign for [billing] alone"));
        assertThat(answers.get(2).key().id()).isEqualTo("c");
        assertThat(seen(reader)).isEmpty();
    }

    @Test
    void aRecordOfAnotherNamespaceIsLeftOut() {
        register(store, signer("orders", ORDERS).sign("staging", instance("orders", "a")));

        assertThat(seen(reader)).isEmpty();
    }

    @Test
    void whatIsNotSignedOrWithAnUnknownKeyIsLeftOutOnlyWhereSignaturesAreRequired() {
        SignedRegistry lenient = registry(false, null, trusted("orders", ORDERS, "orders"));
        register(store, instance("orders", "a"));
        register(store, signed("other", BILLING, instance("orders", "b")));
        register(orders, instance("orders", "c"));

        assertThat(ids(reader)).containsExactly("c");
        assertThat(snapshot(reader).rejected())
                .containsExactly(
                        "Registration of orders/a at 10.0.0.7:8080 is left out: it is not signed",
                        "Registration of orders/b at 10.0.0.7:8080 is left out: it is signed with key 'other', which is"
                                + " not trusted here");
        assertThat(reader.warnings())
                .hasSize(2)
                .first()
                .asString()
                .endsWith("it is not signed; let its owner sign with a key of ha.registry.signing.keys, or find who"
                        + " writes it");
        assertThat(seen(lenient))
                .containsExactly(instance("orders", "a"), instance("orders", "b"), instance("orders", "c"));
        assertThat(lenient.warnings()).isEmpty();
        assertThat(lenient.signing().unverified()).isEqualTo(2);
    }

    @Test
    void whatIsSignedWronglyIsLeftOutEverywhere() {
        SignedRegistry lenient = registry(false, null, trusted("orders", ORDERS, "orders"));
        register(store, signed("orders", BILLING, instance("orders", "a")));
        register(
                store,
                signed("orders", ORDERS, instance("orders", "b"))
                        .withStatus(
                                Status.DOWN, "", Keys.instance("orders", "b").since()));

        assertThat(seen(lenient)).isEmpty();
        assertThat(lenient.signing().rejections()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:orders", "1:orders:", "1:orders:#", "1:orders:AAAA", "1::", "1:", "1:orders:AAAA:AAAA"})
    void aSignatureThatIsNoneIsLeftOut(String signature) {
        Map<String, String> metadata = new HashMap<>(instance("orders", "a").metadata());
        metadata.put(Signer.METADATA, signature);
        register(store, instance("orders", "a").withMetadata(metadata));

        assertThat(seen(reader)).isEmpty();
    }

    @Test
    void theSignatureOfALaterReleaseIsToleratedWhileNoneIsRequired() {
        Map<String, String> metadata = new HashMap<>(instance("orders", "a").metadata());
        metadata.put(Signer.METADATA, "2:whatever");
        register(store, instance("orders", "a").withMetadata(metadata));

        assertThat(seen(registry(false, null, trusted("orders", ORDERS, "orders"))))
                .containsExactly(instance("orders", "a"));
        assertThat(seen(reader)).isEmpty();
    }

    @Test
    void oneKeyTakesOverFromAnother() {
        SignedRegistry both =
                strict(null, trusted("orders", ORDERS, "orders"), trusted("orders-2", ORDERS_NEXT, "orders"));
        SignedRegistry next = strict(null, trusted("orders-2", ORDERS_NEXT, "orders"));
        register(orders, instance("orders", "a"));
        register(store, signed("orders-2", ORDERS_NEXT, instance("orders", "b")));

        assertThat(ids(both)).containsExactly("a", "b");
        assertThat(ids(next)).containsExactly("b");
    }

    @Test
    void theLogIsCheckedAndWhoWasThereStays() {
        List<String> told = new ArrayList<>();
        reader.follow(snapshot(reader).position(), new SilentFollower() {
            @Override
            public void onEntry(LogEntry entry) {
                told.add(entry.position().revision() + ":"
                        + entry.mutations().stream()
                                .map(SignedRegistryTest::words)
                                .toList());
            }

            @Override
            public void onGap(String reason, boolean historyLost) {
                told.add("gap");
            }
        });

        register(orders, instance("orders", "a"));
        register(store, instance("orders", "a").withMetadata(Map.of("forged", "1")));
        await(store.change(new Change.Deregister(new InstanceKey("orders", "a"), "first")));

        assertThat(told).containsExactly("1:[Put {team=shop}]", "2:[]", "3:[Removed]");
        assertThat(reader.signing().leftOut()).as("it is gone").isEmpty();
    }

    @Test
    void aRenewalComparesWhatIsStored() {
        Registered.Accepted accepted = (Registered.Accepted) register(orders, instance("orders", "a"));
        Registered.Accepted again = (Registered.Accepted) register(orders, instance("orders", "a"));
        Lease lease = new Lease(accepted.key(), "first", accepted.digest());

        assertThat(again.digest()).as("signing twice gives one text").isEqualTo(accepted.digest());
        assertThat(await(orders.renew(new Renewal("p", List.of(lease), Position.NONE)))
                        .states())
                .containsExactly(LeaseState.OK);
    }

    @Test
    void whatIsLeftOutTakesItsLeaseAndWhatWasSeenOfItAlong() {
        register(store, instance("orders", "a"));
        Observation seen = new Observation(
                new InstanceKey("orders", "a"),
                "first",
                "caller",
                Observation.Evidence.REFUSED,
                "",
                time.now(),
                time.now().plusSeconds(60));
        await(store.change(new Change.Observe(seen)));

        Snapshot.Records records = snapshot(reader).services().get("orders");

        assertThat(records).isEqualTo(Snapshot.Records.NONE);
    }
}
