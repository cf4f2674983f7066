package io.haplatform.core.signing;

import static io.haplatform.core.signing.Keys.BILLING;
import static io.haplatform.core.signing.Keys.ORDERS;
import static io.haplatform.core.signing.Keys.signer;
import static io.haplatform.core.signing.Keys.trusted;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registered;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.time.ManualTime;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the tests of signed registrations share: one registry where everybody may write, and who signs and reads it. */
abstract class SigningRules {

    final ManualTime time = new ManualTime();
    /** Where everybody may write. */
    final InMemoryRegistry store = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1), 100);

    final SignedRegistry orders = strict(signer("orders", ORDERS), trusted("orders", ORDERS, "orders"));
    final SignedRegistry reader =
            strict(null, trusted("orders", ORDERS, "orders"), trusted("billing", BILLING, "billing"));

    SignedRegistry strict(@Nullable Signer signer, TrustedKey... trusted) {
        return registry(true, signer, trusted);
    }

    SignedRegistry registry(boolean required, @Nullable Signer signer, TrustedKey... trusted) {
        return new SignedRegistry(store, new SigningPolicy("default", required, signer, List.of(trusted)), time);
    }

    static Registration signed(String keyId, KeyPair pair, Registration registration) {
        return signer(keyId, pair).sign("default", registration);
    }

    Registered register(Registry registry, Registration registration) {
        return await(registry.register(List.of(registration))).get(0);
    }

    Registration stored(String id) {
        return await(store.snapshot(Set.of("orders")))
                .services()
                .getOrDefault("orders", Snapshot.Records.NONE)
                .registrations()
                .stream()
                .filter(registration -> registration.key().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Snapshot snapshot(SignedRegistry registry) {
        return await(registry.snapshot(Set.of("orders", "billing")));
    }

    List<Registration> seen(SignedRegistry registry) {
        return snapshot(registry)
                .services()
                .getOrDefault("orders", Snapshot.Records.NONE)
                .registrations();
    }

    List<String> ids(SignedRegistry registry) {
        return seen(registry).stream().map(r -> r.key().id()).toList();
    }

    static String words(Mutation mutation) {
        return mutation.getClass().getSimpleName()
                + (mutation instanceof Mutation.Put put
                        ? " " + put.registration().metadata()
                        : "");
    }

    <T> T await(CompletionStage<T> stage) {
        time.run();
        return stage.toCompletableFuture().join();
    }
}
