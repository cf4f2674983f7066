package io.haplatform.admin;

import jakarta.servlet.http.Cookie;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/**
 * The CSRF token as the dashboard's script sends it: the cookie, and the same in the header. The test library's own would
 * replace the application's token repository for good.
 */
public final class SessionToken {

    private SessionToken() {}

    public static RequestPostProcessor sent() {
        return request -> {
            request.setCookies(new Cookie("HA_ADMIN_CSRF", "0b7d3f4e"));
            request.addHeader("X-XSRF-TOKEN", "0b7d3f4e");
            return request;
        };
    }
}
