package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.signing.SignedRegistry;
import io.haplatform.core.signing.Signer;
import io.haplatform.core.signing.SigningPolicy;
import io.haplatform.core.time.SystemTime;
import io.haplatform.spring.support.RunningApplication;
import io.haplatform.test.Registrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signed registrations as an application sets them up. */
class HaSigningAutoConfigurationTest {

    /** The example of RFC 8410, 10.3: a secret that everybody knows. */
    private static final String PRIVATE =
            """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            -----END PRIVATE KEY-----
            """;

    private static final String PUBLIC =
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HaTimeAutoConfiguration.class, HaSigningAutoConfiguration.class, HaRegistryAutoConfiguration.class))
            .withPropertyValues("spring.application.name=orders", "ha.registry.type=memory");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @Test
    void isOffUnlessItIsAskedFor() {
        context.run(started -> assertThat(started.getBean(Registry.class)).isInstanceOf(InMemoryRegistry.class));
    }

    @Test
    void signsAndChecksWhatEverybodyUses(@TempDir Path keys) throws IOException {
        Files.writeString(keys.resolve("orders.pem"), PRIVATE);
        Files.writeString(keys.resolve("orders.pub"), PUBLIC);
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "management.endpoints.web.exposure.include=ha",
                "ha.registry.signing.enabled=true",
                "ha.registry.signing.required=true",
                "ha.registry.signing.key-id=orders-1",
                "ha.registry.signing.private-key=file:" + keys.resolve("orders.pem"),
                "ha.registry.signing.keys.orders-1.public-key=file:" + keys.resolve("orders.pub"),
                "ha.registry.signing.keys.orders-1.services=orders")) {
            assertThat(application
                            .awaitRegistered("orders", Status.UP)
                            .registration()
                            .metadata())
                    .doesNotContainKey(Signer.METADATA);
            Registry registry = application.bean(Registry.class);
            assertThat(registry).isInstanceOf(SignedRegistry.class);

            JsonNode read =
                    JsonMapper.shared().readTree(application.get("/actuator/ha").body());
            assertThat(read.at("/registry/signing/signsWith").asString()).isEqualTo("orders-1");
            assertThat(read.at("/registry/signing/verified").asInt()).isEqualTo(1);
            assertThat(read.at("/configuration/ha.registry.signing.private-key/value")
                            .asString())
                    .isEqualTo("******");
            assertThat(application.get("/actuator/ha").body()).doesNotContain("MC4CAQ");
        }
    }

    @Test
    void whatIsNotSignedIsLeftOutOfAnyRegistryAndShown() {
        SystemTime time = new SystemTime("store");
        InMemoryRegistry store = new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1));
        context.withPropertyValues(
                        "ha.registry.signing.enabled=true",
                        "ha.registry.signing.required=true",
                        "ha.registry.signing.keys.orders-1.public-key=" + PUBLIC,
                        "ha.registry.signing.keys.orders-1.services=orders")
                .withBean("store", Registry.class, () -> store)
                .run(started -> {
                    store.register(List.of(Registrations.of("orders", "a").build()));
                    Registry registry = started.getBean(Registry.class);
                    Directory directory = started.getBean(Directory.class);
                    directory.follow(List.of("orders"));
                    RunningApplication.await("the stranger to be left out", () -> !registry.warnings()
                            .isEmpty());
                    assertThat(registry.warnings().get(0))
                            .startsWith("Registration of orders/a at 10.0.0.1:8080 is left out: it is not signed");
                    assertThat(directory.view("orders").instances()).isEmpty();
                });
        time.close();
    }

    @Test
    void aPolicyOfTheApplicationWins() {
        SigningPolicy own = new SigningPolicy("default", false, null, List.of());
        context.withPropertyValues("ha.registry.signing.enabled=true", "ha.registry.signing.required=true")
                .withBean("own", SigningPolicy.class, () -> own)
                .run(started -> assertThat(started.getBean(SigningPolicy.class)).isSameAs(own));
    }

    @Test
    void severalRegistriesAreRefusedInsteadOfSignedTwice() {
        SystemTime time = new SystemTime("stores");
        context.withPropertyValues("ha.registry.signing.enabled=true")
                .withBean(
                        "inner",
                        Registry.class,
                        () -> new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1)))
                .withBean(
                        "outer",
                        Registry.class,
                        () -> new InMemoryRegistry(time, LeasePolicy.DEFAULT, new SplittableRandom(1)),
                        definition -> definition.setPrimary(true))
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessage("ha.registry.signing.enabled must be false where there are several registries but"
                                + " is true, with beans 'inner' and 'outer'"));
        time.close();
    }

    @Test
    void aSecondTryOfTheSameRegistryIsNotTakenForAnother() {
        context.withInitializer(
                        lazy -> lazy.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues(
                        "ha.registry.signing.enabled=true",
                        "ha.registry.signing.key-id=orders",
                        "ha.registry.signing.private-key=file:/no/such.pem")
                .run(started -> {
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> started.getBean(Registry.class))
                                .rootCause()
                                .hasMessageStartingWith("ha.registry.signing.private-key must be a key in PEM");
                    }
                });
    }

    @Test
    void noKeyIsReadWithoutARegistry() {
        context.withPropertyValues(
                        "ha.registry.enabled=false",
                        "ha.registry.signing.enabled=true",
                        "ha.registry.signing.key-id=orders",
                        "ha.registry.signing.private-key=file:/no/such.pem")
                .run(started -> assertThat(started).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key-id=orders | ha.registry.signing.private-key must be set where ha.registry.signing.key-id is set but is not",
                "private-key=x | ha.registry.signing.key-id must be set where ha.registry.signing.private-key is set but is not",
                "key-id=orders;private-key=MC4CAQAwBQYDK2VwBCIE | ha.registry.signing.private-key must be a key in PEM,"
                        + " or the location of a readable file with one, but is neither",
                "key-id=orders;private-key=file:/no/such.pem | ha.registry.signing.private-key must be a key in PEM, or"
                        + " the location of a readable file with one, but is 'file:/no/such.pem'",
                "key-id=orders;private-key=-----BEGIN PRIVATE KEY-----hunter2=-----END PRIVATE KEY----- |"
                        + " ha.registry.signing.private-key must be an Ed25519 key in PEM, BEGIN PRIVATE KEY, but holds a"
                        + " key of another kind, or a broken one",
                "required=true | ha.registry.signing.keys must be at least one where signatures are required but are"
                        + " none",
                "keys.a.services=orders | ha.registry.signing.keys.a.public-key must be a key in PEM, or the location of"
                        + " a readable file with one, but is not set",
                "keys.a.public-key=classpath:none.pub;keys.a.services=orders | ha.registry.signing.keys.a.public-key must"
                        + " be a key in PEM, or the location of a readable file with one, but is 'classpath:none.pub'",
                "keys.a.public-key=PUBLIC | ha.registry.signing.keys.a.services must be at least one, or * for all, but"
                        + " are none",
                "keys.a.public-key=PUBLIC;keys.a.services=no service | ha.registry.signing.keys.a.services must be 1 to"
                        + " 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'no service'"
            })
    void aBadSettingIsSaidAndNotShown(String settings, String message) {
        String[] values = List.of(settings.replace("PUBLIC", "pub").split(";", -1)).stream()
                .map(setting -> "ha.registry.signing."
                        + (setting.equals("keys.a.public-key=pub") ? "keys.a.public-key=" + PUBLIC : setting))
                .toArray(String[]::new);
        context.withPropertyValues("ha.registry.signing.enabled=true")
                .withPropertyValues(values)
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessage(message));
    }
}
