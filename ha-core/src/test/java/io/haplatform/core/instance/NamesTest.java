package io.haplatform.core.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest(name = "host {0} is taken")
    @ValueSource(
            strings = {
                "orders",
                "orders.internal",
                "10.0.0.7",
                "::1",
                "fe80::1%eth0",
                "2001:db8::7",
                "my_container",
                "a.b.c.",
                "xn--bcher-kva.example"
            })
    void hostsThatExistAreTaken(String host) {
        assertThat(Names.host(host)).isEqualTo(host);
    }

    @ParameterizedTest(name = "host ''{0}'' is refused")
    @ValueSource(strings = {"", "http://orders", "orders:8080", "[::1]", "a b", "-a", "a..b", "a/b", "x:y"})
    void whatIsNoHostIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.host(host))
                .withMessage("host must be a host name, an IPv4 or an IPv6 address, without scheme, port or brackets"
                        + " but is '" + host + "'");
    }

    @ParameterizedTest(name = "service {0} is taken: {1}")
    @CsvSource({
        "orders, true",
        "Orders-2.v_1, true",
        "9lives, true",
        "'', false",
        "-orders, false",
        "a/b, false",
        "größe, false",
        "a b, false"
    })
    void aServiceNameIsLettersDigitsDotsDashesAndUnderscores(String name, boolean taken) {
        assertThat(Names.isService(name)).isEqualTo(taken);
        if (taken) {
            assertThat(Names.service(name)).isEqualTo(name);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Names.service(name))
                    .withMessageStartingWith("service name must be 1 to 128 letters")
                    .withMessageEndingWith("but is '" + name + "'");
        }
    }

    @Test
    void lengthsHaveAnEnd() {
        assertThatCode(() -> Names.service("a".repeat(128))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> Names.service("a".repeat(129)));
        assertThatCode(() -> Names.id("a".repeat(200))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> Names.id("a".repeat(201)));
        assertThatIllegalArgumentException().isThrownBy(() -> Names.namespace("a".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> Names.host("a.".repeat(127)));
    }

    @Test
    void anIdMayHoldAnAddress() {
        assertThat(Names.id("orders:[fe80::1%eth0]:8080")).isNotEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.id("a/b"))
                .withMessage("instance id must be 1 to 200 letters, digits or any of . _ : % @ [ ] -, first a letter or"
                        + " digit but is 'a/b'");
    }

    @Test
    void aNamespaceIsLowerCase() {
        assertThat(Names.namespace("prod-eu.1")).isEqualTo("prod-eu.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.namespace("Prod"))
                .withMessage("namespace must be 1 to 64 lower-case letters, digits, '.', '-' or '_', first a letter or"
                        + " digit but is 'Prod'");
    }

    @Test
    void labelsMayBeEmptyAndTagsMayNot() {
        assertThat(Names.label("zone", "")).isEmpty();
        assertThat(Names.label("version", "1.2.0+build/7")).isEqualTo("1.2.0+build/7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.label("zone", "a b"))
                .withMessageStartingWith("zone must be");
        assertThat(Names.tag("team=blue")).isEqualTo("team=blue");
        assertThatIllegalArgumentException().isThrownBy(() -> Names.tag("")).withMessageStartingWith("tag must be");
    }

    @ParameterizedTest(name = "port {0}")
    @ValueSource(ints = {0, -1, 65_536})
    void aPortIsBetween1And65535(int port) {
        assertThat(Names.port(1)).isEqualTo(1);
        assertThat(Names.port(65_535)).isEqualTo(65_535);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.port(port))
                .withMessage("port must be between 1 and 65535 but is '" + port + "'");
    }

    @ParameterizedTest(name = "weight {0}")
    @ValueSource(ints = {-1, 1_001})
    void aWeightIsBetween0And1000(int weight) {
        assertThat(Names.weight(0)).isZero();
        assertThat(Names.weight(1_000)).isEqualTo(1_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.weight(weight))
                .withMessage("weight must be between 0 and 1000 (0 sends no new traffic, 100 is the default) but is '"
                        + weight + "'");
    }

    @Test
    void aSchemeIsHttpOrHttps() {
        assertThat(Names.scheme("https")).isEqualTo("https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.scheme("ftp"))
                .withMessage("scheme must be 'http' or 'https' but is 'ftp'");
    }

    @Test
    void aMessageShowsNothingThatCouldForgeALogLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Names.service("a\nWARN all is well" + "x".repeat(100)))
                .withMessageContaining("'a?WARN all is well")
                .withMessageEndingWith("x…'");
    }
}
