package io.haplatform.spring.balance;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/** The parts of an outgoing request that the core may ask for by name, see {@code CallRequest.value}. */
public final class RequestValues {

    private RequestValues() {}

    /** @return null when the request has none of that name */
    public static @Nullable String of(String name, URI uri, HttpHeaders headers) {
        if (name.startsWith("header:")) {
            return headers.getFirst(name.substring("header:".length()));
        }
        if (name.startsWith("cookie:")) {
            return cookie(headers, name.substring("cookie:".length()));
        }
        return switch (name) {
            case "path" -> uri.getRawPath();
            case "query" -> uri.getRawQuery();
            default -> null;
        };
    }

    private static @Nullable String cookie(HttpHeaders headers, String name) {
        for (String line : headers.getOrEmpty(HttpHeaders.COOKIE)) {
            for (String pair : StringUtils.tokenizeToStringArray(line, ";")) {
                if (pair.startsWith(name + "=")) {
                    return pair.substring(name.length() + 1);
                }
            }
        }
        return null;
    }
}
