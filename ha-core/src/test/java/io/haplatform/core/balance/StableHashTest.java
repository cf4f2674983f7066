package io.haplatform.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libxxhash gives for the same bytes. Callers of two releases meet: none of these may ever change. */
class StableHashTest {

    @ParameterizedTest(name = "''{0}'' with seed {1} is {2}")
    @CsvSource({
        "'', 0, ef46db3751d8e999",
        "a, 0, e513e02c99167f96",
        "ab, 0, 2b4d0fc9e4bf29e2",
        "abc, 0, aff0f2a2f8b32731",
        "abcd, 0, ad9338b32cda24c1",
        "/api/orders/42, 0, a2c502d9df6be1fd",
        "/api/orders/42, 1, 3c6b1792ec101810",
        "orders:10.0.0.7:8080, 0, 3cf811001ab60468",
        "customer-0123456789-0123456789-0123, 0, 0899199e2b33f3ce",
        "J\u00fcrgen \u20ac \ud83d\ude00, 0, 8bfd9137f0a7af3b"
    })
    void isTheSameForEver(String text, long seed, String expected) {
        assertThat(String.format("%016x", StableHash.of(text, seed))).isEqualTo(expected);
    }

    @Test
    void isTheSameForEverForALongKey() {
        assertThat(StableHash.of("x".repeat(10_000))).isEqualTo(0xc450af22c30b4d8cL);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"167838211, 8ff1084180856712", "0, 34c96acdcadb1bbb"})
    void isTheSameForEverForANumber(long number, String expected) {
        assertThat(String.format("%016x", StableHash.of(number))).isEqualTo(expected);
    }
}
