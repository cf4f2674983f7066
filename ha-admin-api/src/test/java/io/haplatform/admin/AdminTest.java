package io.haplatform.admin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;

/**
 * The whole admin on a real port, over a registry in memory. All such tests share one application, so each keeps to
 * services of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "ha.registry.type=memory",
            "ha.admin.password=" + AdminTest.PASSWORD,
            "ha.services.status-a.strategy=random",
            "ha.admin.stream.max-clients=3",
            "ha.admin.stream.heartbeat=200ms",
            "ha.admin.stream.kept=50"
        })
@AutoConfigureMockMvc
@Import(Registered.class)
public @interface AdminTest {

    String PASSWORD = "correct horse battery";
}
