package io.haplatform.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.haplatform.admin.AdminTest;
import io.haplatform.admin.Registered;
import io.haplatform.core.registry.Registry;
import java.net.URI;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** What the tests of overrides share: the calls of an operator. */
abstract class OverrideCalls extends ApiCalls {

    static final String BACKENDS = "/load-balancer/backends/";
    static final String OVERRIDES = "/load-balancer/overrides";

    @Autowired
    Registered registered;

    @Autowired
    Registry registry;

    long revision() {
        return registry.snapshot(Set.of())
                .toCompletableFuture()
                .join()
                .position()
                .revision();
    }

    JsonNode done(MvcTestResult answer) {
        assertThat(answer).hasStatusOk().hasContentType(MediaType.APPLICATION_JSON);
        return body(answer);
    }

    static String tag(MvcTestResult answer) {
        return String.valueOf(answer.getResponse().getHeader(HttpHeaders.ETAG));
    }

    MvcTestResult patch(String key, String body) {
        return patch(key, body, "*");
    }

    MvcTestResult patch(String key, String body, String ifMatch) {
        return mvc.patch()
                .uri(URI.create(BASE + BACKENDS + key))
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .contentType(MediaType.APPLICATION_JSON)
                .header(HttpHeaders.IF_MATCH, ifMatch)
                .content(body)
                .exchange();
    }

    MvcTestResult delete(String path) {
        return mvc.delete()
                .uri(URI.create(BASE + path))
                .with(httpBasic("admin", AdminTest.PASSWORD))
                .exchange();
    }
}
