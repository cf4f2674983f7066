package io.haplatform.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.admin.AdminProperties;
import io.haplatform.autoconfigure.InvalidSettingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInPasswordTest {

    private static final AdminProperties.Stream STREAM = new AdminProperties.Stream(1, 10, 10, Duration.ofSeconds(15));

    @Test
    void drawsANewOneAtEachStartAndPrintsIt() {
        SignInPassword first = SignInPassword.of(settings(""));
        SignInPassword second = SignInPassword.of(settings("  "));

        assertThat(first.value()).hasSize(24).isNotEqualTo(second.value());
        assertThat(printed(first)).startsWith("HA admin: sign in as 'admin' with the password " + first.value() + " (");
    }

    @Test
    void keepsQuietAboutOneThatWasSet() {
        SignInPassword password = SignInPassword.of(settings("correct horse"));

        assertThat(password.value()).isEqualTo("correct horse");
        assertThat(printed(password)).isEmpty();
        assertThat(password.toString()).doesNotContain("horse");
        assertThat(settings("correct horse").toString())
                .startsWith("AdminProperties[password=set, eventsKept=100, stream=Stream[maxClients=1,")
                .doesNotContain("horse");
        assertThat(settings(" ").toString()).startsWith("AdminProperties[password=none, ");
    }

    @Test
    void refusesAShortOne() {
        assertThatThrownBy(() -> settings("1234567"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("ha.admin.password (HA_ADMIN_PASSWORD) must be at least 8 characters but has 7");
    }

    @Test
    void refusesLimitsThatCannotWork() {
        assertThatThrownBy(() -> new AdminProperties("", 1, STREAM))
                .hasMessage("ha.admin.events-kept must be between 100 and 1000000 but is 1");
        assertThatThrownBy(() -> new AdminProperties.Stream(0, 10, 10, Duration.ofSeconds(15)))
                .hasMessage("ha.admin.stream.max-clients must be between 1 and 10000 but is 0");
        assertThatThrownBy(() -> new AdminProperties.Stream(1, 10, 10, Duration.ofMillis(1)))
                .hasMessage("ha.admin.stream.heartbeat must be between 100ms and 5m but is 1ms");
    }

    private static AdminProperties settings(String password) {
        return new AdminProperties(password, 100, STREAM);
    }

    private static String printed(SignInPassword password) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        password.announce(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
