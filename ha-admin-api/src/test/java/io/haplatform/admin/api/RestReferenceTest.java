package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

@AdminTest
class RestReferenceTest {

    private static final Path FILE = Path.of("../docs/reference/rest.md");

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JsonMapper json;

    /** {@code mvn -pl ha-admin-api -am test -Dtest=RestReferenceTest -Dha.docs.write=true} writes it anew. */
    @Test
    void saysWhatThePathsSay() throws IOException {
        byte[] document = mvc.get()
                .uri("/v3/api-docs")
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .exchange()
                .getResponse()
                .getContentAsByteArray();
        String current = RestReference.of(json.readTree(document));
        if (Boolean.getBoolean("ha.docs.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, current);
        }

        assertThat(FILE)
                .as("docs/reference/rest.md, which -Dha.docs.write=true writes anew")
                .exists()
                .hasContent(current);
    }
}
