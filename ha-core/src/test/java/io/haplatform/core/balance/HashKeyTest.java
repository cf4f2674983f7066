package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashKeyTest {

    @Test
    void isTheHashOfTheValue() {
        assertThat(HashKey.value("header:X-Tenant").of(new Keyed().with("header:X-Tenant", "abc")))
                .isEqualTo(StableHash.of("abc"));
    }

    @Test
    void isNoneWithoutAValueAndWithAnEmptyOne() {
        assertThat(HashKey.value("user").of(CallContext.NONE)).isEqualTo(HashKey.NONE);
        assertThat(HashKey.value("user").of(new Keyed().with("user", ""))).isEqualTo(HashKey.NONE);
        assertThat(HashKey.source(false).of(CallContext.NONE)).isEqualTo(HashKey.NONE);
        assertThat(HashKey.source(false).of(new Keyed().with("source", ""))).isEqualTo(HashKey.NONE);
        assertThat(HashKey.url(true).of(new Keyed().with("query", "a=1"))).isEqualTo(HashKey.NONE);
    }

    @Test
    void takesTheQueryIntoAccountOnDemand() {
        Keyed one = Keyed.path("/a").with("query", "q=1");
        Keyed two = Keyed.path("/a").with("query", "q=2");

        assertThat(HashKey.url(false).of(one)).isEqualTo(HashKey.url(false).of(two));
        assertThat(HashKey.url(true).of(one)).isNotEqualTo(HashKey.url(true).of(two));
        assertThat(HashKey.url(true).of(Keyed.path("/a")))
                .isEqualTo(HashKey.url(false).of(one));
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "::1, 0:0:0:0:0:0:0:1",
        "[::1], ::1",
        "2001:db8::1, 2001:0DB8:0:0:0:0:0:1",
        "2001:db8::, 2001:db8:0:0:0:0:0:0",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "1:2:3:4:5::8, 1:2:3:4:5:0:0:8",
        "1::3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "fe80::1%eth0.1, fe80::1",
        "::ffff:10.1.2.3, 10.1.2.3",
        "::ffff:a01:203, 10.1.2.3",
        "64:ff9b::10.1.2.3, 64:ff9b::a01:203"
    })
    void isOneForTwoWaysToWriteAnAddress(String one, String other) {
        assertThat(source(one, false)).isEqualTo(source(other, false));
        assertThat(source(one, true)).isEqualTo(source(other, true));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "10.1.2.3, 10.1.2.200, true",
        "10.1.2.3, 10.1.3.3, false",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "::ffff:10.1.2.3, 10.1.2.4, true"
    })
    void isOneForANetworkOnDemand(String one, String other, boolean same) {
        assertThat(source(one, false)).isNotEqualTo(source(other, false));
        assertThat(source(one, true) == source(other, true)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:/run/x",
                "10.1.2",
                "10.1.2.256",
                "10.1.2.3.4",
                "10.1..3",
                "1:2:3",
                "1::2::3",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                ":1:2:3:4:5:6:7:8",
                "12345::1",
                "g::1",
                "::1.2.3"
            })
    void takesWhatIsNoAddressAsText(String text) {
        assertThat(source(text, true)).isEqualTo(StableHash.of(text));
    }

    /** Callers of two releases meet: none of these may ever change. */
    @ParameterizedTest(name = "{0}, network {1}: {2}")
    @CsvSource({
        "10.1.2.3, false, 8ff1084180856712",
        "10.1.2.3, true, 8c8b1e2e210b13a3",
        "2001:db8::1, false, c30f0c7f47216985",
        "2001:db8::1, true, a9e9299665c13523"
    })
    void isTheSameForEver(String address, boolean network, String expected) {
        assertThat(Long.toHexString(source(address, network))).isEqualTo(expected);
    }

    private static long source(String address, boolean network) {
        return HashKey.source(network).of(new Keyed().with("source", address));
    }
}
