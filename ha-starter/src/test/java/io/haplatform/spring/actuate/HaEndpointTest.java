package io.haplatform.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HaEndpointTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void showsSnapshotOwnInstancesAndConfigurationWithItsSources(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(
                type,
                App.class,
                "management.endpoints.web.exposure.include=ha",
                "ha.instance.tags[0]=blue",
                "ha.registry.lease-duration=8s")) {
            application.awaitRegistered("orders", Status.UP);
            String address = "127.0.0.1:" + application.port();

            JsonNode all = read(application, "/actuator/ha");
            assertThat(all.at("/registry/type").asString()).isEqualTo("memory");
            assertThat(all.at("/registry/available").asBoolean()).isTrue();
            assertThat(all.at("/registry/namespace").asString()).isEqualTo("default");
            assertThat(all.at("/instances/0/state").asString()).isEqualTo("REGISTERED");
            assertThat(all.at("/instances/0/instance/address").asString()).isEqualTo(address);
            assertThat(all.at("/services/orders/instances/0/status").asString()).isEqualTo("UP");
            assertThat(all.at("/services/orders/instances/0/tags/0").asString()).isEqualTo("blue");
            assertThat(all.at("/drain/state").asString()).isEqualTo("OPEN");

            JsonNode configuration = read(application, "/actuator/ha/configuration");
            assertThat(setting(configuration, "ha.registry.lease-duration")
                            .at("/value")
                            .asString())
                    .isEqualTo("8s");
            assertThat(setting(configuration, "ha.registry.lease-duration")
                            .at("/source")
                            .asString())
                    .contains("commandLineArgs");
            assertThat(setting(configuration, "ha.registry.renew-interval")
                            .at("/value")
                            .asString())
                    .isEqualTo("2s");
            assertThat(setting(configuration, "ha.registry.renew-interval")
                            .at("/source")
                            .asString())
                    .isEqualTo("default");
            assertThat(setting(configuration, "ha.instance.tags").at("/source").asString())
                    .contains("commandLineArgs");

            assertThat(application.get("/actuator/ha/nothing").statusCode()).isEqualTo(404);
        }
    }

    private static JsonNode setting(JsonNode configuration, String name) {
        return configuration.get(name);
    }

    private static JsonNode read(RunningApplication application, String path) {
        return JSON.readTree(application.get(path).body());
    }
}
