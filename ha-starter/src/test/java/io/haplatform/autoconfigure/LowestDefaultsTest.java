package io.haplatform.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

class LowestDefaultsTest {

    private static final String RETRY = "spring.cloud.loadbalancer.retry.enabled";

    @Configuration(proxyBeanMethods = false)
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @PropertySource("classpath:retries-wanted.properties")
    static class WithSource {}

    @Test
    void holdWhereNobodyHasSaidAnything() {
        assertThat(retry(Plain.class)).isEqualTo("false");
        assertThat(retry(Plain.class, "some.other=default")).isEqualTo("false");
    }

    @Test
    void giveWayToTheApplicationsOwnDefaults() {
        assertThat(retry(Plain.class, RETRY + "=true")).isEqualTo("true");
    }

    @Test
    void giveWayToAPropertySourceThatIsAddedLater() {
        assertThat(retry(WithSource.class)).isEqualTo("true");
    }

    @Test
    void areNotThereWithoutOurBalancing() {
        assertThat(retry(Plain.class, "ha.load-balancer.enabled=false")).isEqualTo("nothing");
    }

    private static String retry(Class<?> source, String... defaults) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(source)
                .web(WebApplicationType.NONE)
                .properties(defaults)
                .run()) {
            return context.getEnvironment().getProperty(RETRY, "nothing");
        }
    }
}
