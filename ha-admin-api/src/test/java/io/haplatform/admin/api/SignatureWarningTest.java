package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.haplatform.admin.AdminTest;
import io.haplatform.core.registry.InMemoryRegistry;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.Registry;
import io.haplatform.core.time.SystemTime;
import io.haplatform.test.Registrations;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** An admin that requires signatures, and somebody who writes without one. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "ha.admin.password=" + AdminTest.PASSWORD,
            "ha.registry.signing.enabled=true",
            "ha.registry.signing.required=true",
            // the example of RFC 8410
            "ha.registry.signing.keys.orders-1.public-key=-----BEGIN PUBLIC KEY-----"
                    + "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=-----END PUBLIC KEY-----",
            "ha.registry.signing.keys.orders-1.services=orders"
        })
@AutoConfigureMockMvc
@DirtiesContext
class SignatureWarningTest extends ApiCalls {

    private static final SystemTime TIME = new SystemTime("store");
    private static final InMemoryRegistry STORE =
            new InMemoryRegistry(TIME, LeasePolicy.DEFAULT, new SplittableRandom(1));

    @TestConfiguration(proxyBeanMethods = false)
    static class SharedStore {

        @Bean
        Registry store() {
            return STORE;
        }
    }

    @AfterAll
    static void close() {
        TIME.close();
    }

    @Test
    void statusSaysWhatIsLeftOutAndBackendsDoNotShowIt() {
        STORE.register(List.of(Registrations.of("orders", "forged").build()))
                .toCompletableFuture()
                .join();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode status = get("/status");
            assertThat(status.path("status").asString()).isEqualTo("DEGRADED");
            assertThat(status.path("registry").path("warnings").path(0).asString())
                    .startsWith("Registration of orders/forged at ")
                    .contains(" is left out: it is not signed; let its owner sign with a key of"
                            + " ha.registry.signing.keys");
        });
        assertThat(get("/load-balancer/backends?service=orders").path("items")).isEmpty();
    }
}
