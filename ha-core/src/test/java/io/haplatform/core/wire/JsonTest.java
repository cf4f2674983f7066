package io.haplatform.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "tru",
                "truee",
                "'a'",
                "{a:1}",
                "{\"a\":1,}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\" 1}",
                "{\"a\":}",
                "{\"a\":1,\"a\":2}",
                "01",
                "-",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e+",
                "0x10",
                "NaN",
                "Infinity",
                "1e9999999999999",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u１２３４\"",
                "\"\t\"",
                "\"\\",
                "[1]]",
                "1 2",
                "//x",
                "\u00a01",
                "1\u0000"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> Json.read(text));
    }

    @Test
    void readsAllOfJson() {
        String text =
                " { \"b\" : [ 1 , -2.5e+3 , true , false , null , \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u8ba2\\ud83d\\ude9a\" ] ,\n\"a\" : { } } ";
        assertThat(Json.read(text))
                .isEqualTo(Map.of(
                        "a",
                        Map.of(),
                        "b",
                        List.of(1L, new BigDecimal("-2.5e+3"), true, false, Json.Null.NULL, "\"\\/\b\f\n\r\t订🚚")));
        assertThat(Json.read("123456789012345678")).isEqualTo(123456789012345678L);
        assertThat(Json.read("1234567890123456789")).isEqualTo(new BigDecimal("1234567890123456789"));
    }
}
