package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.instance.Status;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.Registry;
import io.haplatform.spring.lifecycle.InstanceProfile;
import io.haplatform.spring.support.RunningApplication;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Every wrong setting as the user sees it: on the console, started as applications are. */
@ExtendWith(OutputCaptureExtension.class)
@Isolated("what others print meanwhile would look like its own")
class BadInputTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ha.registry.namespace | My Apps | ha.registry.namespace must be 1 to 64 lower-case letters, digits, '.', '-' or '_', first a letter or digit but is 'My Apps'",
                "ha.instance.id | a/b | ha.instance.id must be 1 to 200 letters, digits or any of . _ : % @ [ ] -, first a letter or digit but is 'a/b'",
                "ha.instance.host | http://here | ha.instance.host must be a host name, an IPv4 or an IPv6 address, without scheme, port or brackets but is 'http://here'",
                "ha.instance.port | 70000 | ha.instance.port must be between 1 and 65535 but is '70000'",
                "ha.instance.weight | 1001 | ha.instance.weight must be between 0 and 1000 (0 sends no new traffic, 100 is the default) but is '1001'",
                "ha.instance.weight | heavy | ha.instance.weight must be a whole number but is 'heavy'",
                "ha.instance.tags | ok,not ok | ha.instance.tags[1] must be 1 to 128 letters, digits or any of . _ : = + / -, first a letter or digit but is 'not ok'",
                "ha.instance.scheme | ftp | ha.instance.scheme must be 'http' or 'https' but is 'ftp'",
                "ha.instance.zone | a b | ha.instance.zone must be 1 to 128 letters, digits or any of . _ + / -, first a letter or digit but is 'a b'",
                "ha.registry.lease-duration | 3s | ha.registry.lease-duration must be at least twice renew-interval (2000ms) but is 3000ms; three times leaves room for one lost renewal",
                "ha.registry.lease-duration | 2d | ha.registry.lease-duration must be at most 1h but is 172800000ms; whoever dies stays listed for as long",
                "ha.registry.lease-duration | long | ha.registry.lease-duration must be a duration such as 500ms, 2s or 1m but is 'long'",
                "ha.registry.renew-interval | 1ms | ha.registry.renew-interval must be at least 50ms but is 1ms",
                "ha.registry.type | etcd | ha.registry.type must be one of redis, memory but is 'etcd'",
                "ha.registry.fail-fast | maybe | ha.registry.fail-fast must be true or false but is 'maybe'",
                "ha.registry.subscribe | or/ders | ha.registry.subscribe must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'or/ders'",
                "ha.health.endpoints.refresh-interval | 1ms | ha.health.endpoints.refresh-interval must be at least 100ms but is 1ms",
                "ha.web.drain.in-flight | 1h | ha.web.drain.in-flight must be between 0 and 10m but is 3600000ms",
                "spring.application.name | My Orders | spring.application.name must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'My Orders'",
                "ha.instance.region | a b | ha.instance.region must be 1 to 128 letters, digits or any of . _ + / -, first a letter or digit but is 'a b'",
                "ha.instance.version | a b | ha.instance.version must be 1 to 128 letters, digits or any of . _ + / -, first a letter or digit but is 'a b'",
                "server.address | no host | server.address",
                "ha.registry.fail-fast-timeout | 0s | ha.registry.fail-fast-timeout must be more than 0 but is 0ms",
                "ha.registry.first-lookup-timeout | -1s | ha.registry.first-lookup-timeout must be more than 0 but is -1000ms",
                "ha.health.endpoints.stale-after | 3s | ha.health.endpoints.stale-after must be at least twice refresh-interval (2000ms) but is 3000ms",
                "ha.web.drain.propagation | -1s | ha.web.drain.propagation must be between 0 and 10m but is -1000ms",
                "ha.web.drain.quiet | 11m | ha.web.drain.quiet must be between 0 and 10m but is 660000ms",
                "ha.web.drain.external-grace | 1h | ha.web.drain.external-grace must be between 0 and 10m but is 3600000ms",
                "ha.load-balancer.connect-timeout | 6s | ha.load-balancer.connect-timeout must be at most total-timeout (5000ms) but is 6000ms",
                "ha.services.[or/ders].strategy | RANDOM | ha.services.or/ders must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'or/ders'",
                "ha.resilience.services.[or/ders].breaker.enabled | false | ha.resilience.services.or/ders must be 1 to 128 letters, digits, '.', '-' or '_', first a letter or digit but is 'or/ders'",
                "NODE_ID | a b | NODE_ID must be 1 to 200 letters, digits or any of . _ : % @ [ ] -, first a letter or digit but is 'a b'",
            })
    void isRefusedInOneSentence(String setting, String value, String sentence, CapturedOutput output) {
        assertThat(starts(setting + "=" + value)).isFalse();

        assertThat(output.getOut()).contains("APPLICATION FAILED TO START").contains(sentence);
        assertThat(output.getOut())
                .as("nothing else that looks like an error")
                .containsOnlyOnce(" ERROR ")
                .doesNotContain("\tat ");
    }

    @Test
    void moreThanTheRegistryKeepsIsRefusedInOneSentence(CapturedOutput output) {
        String tags = IntStream.range(0, 65).mapToObj(i -> "t" + i).collect(Collectors.joining(","));
        assertThat(starts("ha.instance.tags=" + tags)).isFalse();
        assertThat(output.getOut())
                .contains("ha.instance.tags must be at most 64 entries but is 65")
                .doesNotContain("\tat ");
    }

    @Test
    void theRemedyForALeaseLeadsToOneThatIsTaken(CapturedOutput output) {
        assertThat(starts("ha.registry.renew-interval=10ms", "ha.registry.lease-duration=15ms"))
                .isFalse();
        assertThat(output.getOut())
                .contains(
                        "Set ha.registry.renew-interval to 50ms or more, and ha.registry.lease-duration to at least twice"
                                + " that and at most 1h.");
    }

    @Test
    void metadataLeavesRoomForWhatTheStarterAdds(CapturedOutput output) {
        assertThat(starts(metadata(63))).isFalse();
        assertThat(output.getOut())
                .contains("ha.instance.metadata must be at most 62 entries but is 63")
                .doesNotContain("\tat ");

        String[] most = metadata(62);
        most[62] = "ENVIRONMENT=production";
        try (RunningApplication application = RunningApplication.start(WebApplicationType.SERVLET, App.class, most)) {
            assertThat(application
                            .awaitRegistered("orders", Status.UP)
                            .registration()
                            .metadata())
                    .hasSize(63);
        }
    }

    /** As many entries, and a place for one setting more. */
    private static String[] metadata(int entries) {
        String[] settings = new String[entries + 1];
        for (int i = 0; i < entries; i++) {
            settings[i] = "ha.instance.metadata.m" + i + "=x";
        }
        settings[entries] = "ha.instance.weight=100";
        return settings;
    }

    @Test
    void aDefaultIdIsMeasuredWithTheBracketsOfItsAddress(CapturedOutput output) {
        // 200 characters without them
        String name = "o".repeat(121);
        String host = "fd00:0000:0000:0000:0000:0000:0000:0001%" + "e".repeat(32);
        assertThat(starts("spring.application.name=" + name, "ha.instance.host=" + host))
                .isFalse();
        assertThat(output.getOut()).contains("but is '" + name + ":[" + host + "]:65535'");
    }

    @Test
    void aDefaultIdThatWouldBeTooLongIsRefusedInOneSentence(CapturedOutput output) {
        String name = "o".repeat(128);
        String host = "h".repeat(60) + ".example";
        assertThat(starts("spring.application.name=" + name, "ha.instance.host=" + host))
                .isFalse();
        assertThat(output.getOut())
                .contains(
                        "ha.instance.id must be set, because service:host:port must be an id of at most 200 characters"
                                + " but is '" + name + ":" + host + ":65535'")
                .doesNotContain("\tat ");
    }

    @Test
    void aRegistrationThatIsTooLargeIsRejectedInOneSentenceAndTheApplicationServes(CapturedOutput output) {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET, App.class, "ha.instance.metadata.big=" + "x".repeat(17_000))) {
            RunningApplication.await("rejected", () -> application.bean(Registrar.class).own().stream()
                    .anyMatch(own -> own.state() == Registrar.State.REJECTED));
            RunningApplication.await(
                    "ready", () -> application.get("/health/ready").statusCode() == 200);
            assertThat(output.getOut())
                    .containsOnlyOnce(" is not registered: ")
                    .containsPattern("is not registered: .*must be at most 16384 bytes but is .*; shorten its metadata")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anIdThatIsTakenOverIsGivenUpInOneSentenceAndTheApplicationServes(CapturedOutput output) {
        try (RunningApplication application = RunningApplication.start(
                WebApplicationType.SERVLET,
                App.class,
                "ha.registry.renew-interval=200ms",
                "ha.registry.lease-duration=1s")) {
            Registration own = application.awaitRegistered("orders", Status.UP).registration();
            Registration other = new InstanceProfile(
                            "orders", own.key().id(), own.host(), 100, "", "", "", List.of(), Map.of())
                    .at(
                            new InstanceProfile.Endpoint(own.port(), 0, "http"),
                            "another start",
                            Status.UP,
                            "",
                            Instant.now());
            application
                    .bean(Registry.class)
                    .register(List.of(other))
                    .toCompletableFuture()
                    .join();

            RunningApplication.await("given up", () -> application.bean(Registrar.class).own().stream()
                    .anyMatch(instance -> instance.state() == Registrar.State.SUPERSEDED));
            RunningApplication.await(
                    "ready", () -> application.get("/health/ready").statusCode() == 200);
            assertThat(output.getOut())
                    .containsOnlyOnce(" is given up, and serves only whoever still calls it: ")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aMissingNameIsRefusedWithItsRemedy(CapturedOutput output) {
        assertThat(starts("spring.application.name=")).isFalse();

        assertThat(output.getOut())
                .contains(
                        "spring.application.name must be the name under which others call this application but is not set")
                .contains("Set spring.application.name, for example to orders");
        assertThat(output.getOut()).doesNotContain("\tat ");
    }

    @Test
    void thePlaceWhereItWasSetIsNamed(CapturedOutput output) {
        assertThat(starts("ha.instance.weight=-1")).isFalse();

        assertThat(output.getOut())
                .contains(
                        "but is '-1' (it is set in \"ha.instance.weight\" from property source \"commandLineArgs\").");
    }

    @Test
    void aTightLeaseIsAcceptedWithAWarning(CapturedOutput output) {
        assertThat(starts("ha.registry.lease-duration=5s")).isTrue();

        assertThat(output.getOut())
                .contains(
                        "ha.registry.lease-duration is 5000 ms, less than three times ha.registry.renew-interval (2000 ms)");
    }

    private static boolean starts(String... settings) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "spring.application.name=orders",
                        "ha.registry.type=memory",
                        "ha.web.drain.propagation=0s")
                .run(Arrays.stream(settings).map(setting -> "--" + setting).toArray(String[]::new))) {
            return context.isActive();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
