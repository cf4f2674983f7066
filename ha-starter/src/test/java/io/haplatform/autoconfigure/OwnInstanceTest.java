package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.spring.lifecycle.InstanceProfile;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;

/** What is found out of an application where {@code ha.instance.*} says nothing. */
class OwnInstanceTest {

    private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ApplicationAvailabilityAutoConfiguration.class,
                    UtilAutoConfiguration.class,
                    HaTimeAutoConfiguration.class,
                    HaRegistryAutoConfiguration.class,
                    HaDiscoveryAutoConfiguration.class,
                    HaInstanceAutoConfiguration.class))
            .withPropertyValues("spring.application.name=orders", "ha.registry.type=memory");

    @Test
    void nodeIdIsTheIdAndEnvironmentIsInTheMetadata() {
        servlet.withPropertyValues("NODE_ID=app-node-1", "ENVIRONMENT=production")
                .run(context -> {
                    InstanceProfile profile = context.getBean(InstanceProfile.class);
                    assertThat(profile.id()).isEqualTo("app-node-1");
                    assertThat(profile.metadata()).containsEntry("environment", "production");
                });
        servlet.withPropertyValues(
                        "NODE_ID=app-node-1",
                        "ENVIRONMENT=production",
                        "ha.instance.id=mine",
                        "ha.instance.metadata.environment=staging")
                .run(context -> {
                    InstanceProfile profile = context.getBean(InstanceProfile.class);
                    assertThat(profile.id()).isEqualTo("mine");
                    assertThat(profile.metadata()).containsEntry("environment", "staging");
                });
    }

    @Test
    void theHostIsTheOneTheServerIsBoundTo() {
        servlet.withPropertyValues("server.address=127.0.0.1").run(context -> assertThat(
                        context.getBean(InstanceProfile.class).host())
                .isEqualTo("127.0.0.1"));
        servlet.withPropertyValues("server.address=0.0.0.0").run(context -> assertThat(
                        context.getBean(InstanceProfile.class).host())
                .isNotEqualTo("0.0.0.0")
                .isNotEmpty());
        servlet.withPropertyValues("server.address=127.0.0.1", "ha.instance.host=orders.example.org")
                .run(context -> assertThat(
                                context.getBean(InstanceProfile.class).host())
                        .isEqualTo("orders.example.org"));
    }

    @Test
    void theSchemeIsWhatTheServerSpeaks() {
        assertThat(scheme("spring.application.name=orders")).isEqualTo("http");
        assertThat(scheme("server.ssl.bundle=web")).isEqualTo("https");
        assertThat(scheme("server.ssl.bundle=web", "server.ssl.enabled=false")).isEqualTo("http");
        assertThat(scheme("server.ssl.bundle=web", "ha.instance.scheme=http")).isEqualTo("http");
    }

    private String scheme(String... settings) {
        String[] found = new String[1];
        servlet.withPropertyValues(settings)
                .withPropertyValues("local.server.port=8443")
                .run(context -> {
                    HaInstanceProperties properties = context.getBean(HaInstanceProperties.class);
                    found[0] = Objects.requireNonNull(new OwnInstance(properties, context.getEnvironment()).endpoint())
                            .scheme();
                });
        return Objects.requireNonNull(found[0]);
    }

    @Test
    void withoutSpringCloudsUtilitiesTheHostMustBeSet() {
        servlet.withPropertyValues("spring.cloud.util.enabled=false").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("ha.instance.host must be set where spring.cloud.util.enabled is false, but is not"));
        servlet.withPropertyValues("spring.cloud.util.enabled=false", "ha.instance.host=10.0.0.7")
                .run(context -> assertThat(
                                context.getBean(InstanceProfile.class).host())
                        .isEqualTo("10.0.0.7"));
    }
}
