package io.haplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Observation.Evidence;
import io.haplatform.core.instance.Registration;
import io.haplatform.core.observe.Witness;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.signing.SignedRegistry;
import io.haplatform.core.signing.Signer;
import io.haplatform.core.signing.SigningPolicy;
import io.haplatform.core.signing.TrustedKey;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a caller was refused is published by whoever has the rights of its own service alone, and signs with its own key
 * where signatures are required: others of yet other services avoid that instance too.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.haplatform.redis.RedisServers#kinds")
class RedisRefusalsTest {

    private static final String NAMESPACE = "refusals";
    private static final List<String> SERVICES = List.of("billing", "orders", "stock");
    private static final Map<String, KeyPair> KEYS = new HashMap<>();

    static {
        SERVICES.forEach(service -> KEYS.put(service, pair()));
    }

    private final RedisProcess server;
    private final List<Application> applications = new ArrayList<>();

    RedisRefusalsTest(String kind) {
        server = RedisServers.start(kind, Map.of());
    }

    @AfterEach
    void close() {
        applications.forEach(Application::close);
        server.close();
    }

    @Test
    void areSeenByOthersUnderSigning() {
        areSeenByOthers(
                new Application("billing", false), new Application("orders", false), new Application("stock", false));
    }

    @Test
    void areSeenByOthersUnderSigningWithTheRightsOfOneServiceEach() {
        try (Probe probe = new Probe(server.endpoint())) {
            assumeTrue(
                    RedisNarrowRightsTest.knowsRightsToReadAlone(probe), "rights to read alone are of 7.0 and later");
        }
        SERVICES.forEach(service -> Probe.run(
                server.endpoint(),
                "ACL SETUSER " + service + " on >pass " + RedisRegistry.aclRules(NAMESPACE, List.of(service))));
        areSeenByOthers(
                new Application("billing", true), new Application("orders", true), new Application("stock", true));
    }

    private void areSeenByOthers(Application refusing, Application caller, Application other) {
        Instance seen = caller.awaits(refusing.own);
        other.awaits(refusing.own);
        Witness witness = new Witness(
                caller.member.registrar().refusals(),
                caller.member.directory(),
                caller.member.time(),
                new SplittableRandom());

        witness.onRefused(seen, "connection refused");

        await("the word").atMost(RedisProcess.PATIENCE).until(() -> refusals(other, refusing)
                .equals(List.of("connection refused")));
        assertThat(refusing.awaits(refusing.own).registration()).isEqualTo(refusing.own);

        witness.onAnswered(seen);

        await("the word taken back").atMost(RedisProcess.PATIENCE).until(() -> refusals(other, refusing)
                .isEmpty());
    }

    private static List<String> refusals(Application reader, Application about) {
        return reader.awaits(about.own).observations().stream()
                .filter(each -> each.evidence() == Evidence.REFUSED)
                .map(each -> each.detail())
                .toList();
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair key(String service) {
        return Objects.requireNonNull(KEYS.get(service));
    }

    /** One that registers an instance of its service, signs with the key of that service, and believes no other. */
    private final class Application implements AutoCloseable {

        private final Registration own;
        private final Member member;

        Application(String service, boolean narrow) {
            RedisEndpoint as = narrow ? Fixture.as(server.endpoint(), service, "pass") : server.endpoint();
            SigningPolicy policy = new SigningPolicy(
                    NAMESPACE,
                    true,
                    new Signer(service, key(service).getPrivate()),
                    SERVICES.stream()
                            .map(each -> new TrustedKey(each, key(each).getPublic(), Set.of(each)))
                            .toList());
            member = new Member(
                    LeasePolicy.DEFAULT,
                    (time, random) -> new SignedRegistry(
                            new RedisRegistry(as, NAMESPACE, LeasePolicy.DEFAULT, Fixture.PATIENT, time, random),
                            policy,
                            time));
            applications.add(this);
            own = Fixture.instance(service, "one", "first", "10.0.0.1", Map.of());
            member.register(own);
        }

        Instance awaits(Registration registration) {
            return await(registration.key().toString())
                    .atMost(RedisProcess.PATIENCE)
                    .until(
                            () -> member.directory()
                                    .view(registration.key().service())
                                    .instance(registration.key()),
                            Objects::nonNull);
        }

        @Override
        public void close() {
            member.close();
        }
    }
}
