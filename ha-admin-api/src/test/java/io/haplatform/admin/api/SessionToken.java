package io.haplatform.admin.api;

import jakarta.servlet.http.Cookie;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** The CSRF token as the dashboard sends it: the cookie, and the same in the header. */
final class SessionToken {

    private SessionToken() {}

    static RequestPostProcessor sent() {
        return request -> {
            request.setCookies(new Cookie("HA_ADMIN_CSRF", "0b7d3f4e"));
            request.addHeader("X-XSRF-TOKEN", "0b7d3f4e");
            return request;
        };
    }
}
