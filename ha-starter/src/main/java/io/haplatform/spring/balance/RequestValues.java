package io.haplatform.spring.balance;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * The parts of an outgoing request that the core may ask for by name, see {@code CallRequest.value}.
 *
 * <p>For whom a call is made, a request does not show: the code that makes it may say so by the attributes
 * {@link #USER} and {@link #SOURCE}, such as {@code client.get().attribute("ha.user", name)}.
 */
public final class RequestValues {

    /** The attribute that names the user that a call is made for. */
    public static final String USER = "ha.user";

    /** The attribute that names the address that the request came from for which a call is made. */
    public static final String SOURCE = "ha.source";

    private RequestValues() {}

    /** @return null when the request has none of that name */
    public static @Nullable String of(String name, URI uri, HttpHeaders headers, Map<String, ?> attributes) {
        if (name.startsWith("header:")) {
            return headers.getFirst(name.substring("header:".length()));
        }
        if (name.startsWith("cookie:")) {
            return cookie(headers, name.substring("cookie:".length()));
        }
        if (name.startsWith("query:")) {
            return parameter(uri.getRawQuery(), name.substring("query:".length()));
        }
        return switch (name) {
            case "path" -> uri.getRawPath();
            case "query" -> uri.getRawQuery();
            case "user" -> attributes.get(USER) instanceof String user ? user : null;
            case "source" -> attributes.get(SOURCE) instanceof String source ? source : null;
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

    /** As it stands in the address: what is encoded stays so. */
    private static @Nullable String parameter(@Nullable String query, String name) {
        for (int at = 0; query != null && at < query.length(); ) {
            int end = query.indexOf('&', at);
            if (end < 0) {
                end = query.length();
            }
            if (query.startsWith(name, at) && at + name.length() < end && query.charAt(at + name.length()) == '=') {
                return query.substring(at + name.length() + 1, end);
            }
            at = end + 1;
        }
        return null;
    }
}
