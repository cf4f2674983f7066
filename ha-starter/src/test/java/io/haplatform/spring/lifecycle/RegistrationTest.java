package io.haplatform.spring.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import io.haplatform.spring.support.RunningApplication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class RegistrationTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    @ParameterizedTest
    @EnumSource(
            value = WebApplicationType.class,
            names = {"SERVLET", "REACTIVE"})
    void anApplicationRegistersWithThePortItReallyHas(WebApplicationType type) {
        try (RunningApplication application = RunningApplication.start(
                type, App.class, "ha.instance.zone=z1", "ha.instance.tags=blue,new", "ha.instance.weight=50")) {
            Instance own = application.awaitRegistered("orders", Status.UP);
            assertThat(own.key().id()).isEqualTo("orders:127.0.0.1:" + application.port());
            assertThat(own.registration().address()).isEqualTo("127.0.0.1:" + application.port());
            assertThat(own.registration().zone()).isEqualTo("z1");
            assertThat(own.tags()).containsExactly("blue", "new");
            assertThat(own.weight()).isEqualTo(50);
        }
    }
}
