package io.haplatform.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AdminViewTest {

    @ParameterizedTest(name = "{0} is up: {1}")
    @CsvSource({"orders-1, true", "orders-2, false", "orders-3, false"})
    void takesAnInstanceForUpOnlyIfItIsListedAsUp(String id, boolean up) {
        String page =
                """
                {"items": [{"id": "orders-1", "status": "UP"}, {"id": "orders-2", "status": "SUSPECT"}], "next": null}
                """;

        assertThat(AdminView.isUp(JsonMapper.builder().build().readTree(page), id))
                .isEqualTo(up);
    }
}
