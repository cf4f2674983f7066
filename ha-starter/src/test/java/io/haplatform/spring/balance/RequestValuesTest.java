package io.haplatform.spring.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class RequestValuesTest {

    private static final URI ADDRESS =
            URI.create("http://orders/api/orders/4%202?customer=7&customers=8&flag&q=a%26b&e=");

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "path, /api/orders/4%202",
        "query, customer=7&customers=8&flag&q=a%26b&e=",
        "query:customer, 7",
        "query:customers, 8",
        "query:q, a%26b",
        "query:e, ''",
        "query:flag,",
        "query:custom,",
        "query:none,",
        "header:X-Tenant, blue",
        "header:x-tenant, blue",
        "header:X-None,",
        "cookie:sid, 42",
        "cookie:si,",
        "user, ada",
        "source, 10.0.0.7",
        "body,"
    })
    void areFoundByName(String name, String expected) {
        HttpHeaders headers = new HttpHeaders();
        headers.add("X-Tenant", "blue");
        headers.add(HttpHeaders.COOKIE, "a=b; sid=42");

        assertThat(RequestValues.of(name, ADDRESS, headers, Map.of("ha.user", "ada", "ha.source", "10.0.0.7")))
                .isEqualTo(expected);
    }

    @Test
    void areNoneWhereNobodySaidForWhomTheCallIsMade() {
        assertThat(RequestValues.of("user", ADDRESS, HttpHeaders.EMPTY, Map.of()))
                .isNull();
        assertThat(RequestValues.of("source", ADDRESS, HttpHeaders.EMPTY, Map.of("ha.source", 7)))
                .isNull();
        assertThat(RequestValues.of("query:a", URI.create("http://orders/"), HttpHeaders.EMPTY, Map.of()))
                .isNull();
    }
}
