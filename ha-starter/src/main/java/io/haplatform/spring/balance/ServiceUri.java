package io.haplatform.spring.balance;

import io.haplatform.core.instance.Registration;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that name a service where others name a host: {@code http://orders/api/orders?open=true}. What the instance
 * is sent is the same address with scheme, host and port of the instance; every other character stays as it was.
 */
public final class ServiceUri {

    private ServiceUri() {}

    /** The service that the address names; null when it names none. */
    static @Nullable String service(URI uri) {
        String host = uri.getHost();
        if (host != null) {
            return host;
        }
        // a name with an underscore is a service to us and no host to java.net.URI
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            return null;
        }
        String name = authority.substring(authority.indexOf('@') + 1);
        int port = name.indexOf(':');
        String service = port < 0 ? name : name.substring(0, port);
        return service.isEmpty() ? null : service;
    }

    /**
     * The service that the address names.
     *
     * @throws IllegalStateException when it names none
     */
    public static String required(URI uri) {
        String service = service(uri);
        if (service == null) {
            throw new IllegalStateException("URI of a load-balanced request must name a service where others name a"
                    + " host, as in http://orders/path, but is '" + uri + "'");
        }
        return service;
    }

    /** The same address at the instance. */
    public static URI at(URI uri, Registration instance) {
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        String fragment = uri.getRawFragment();
        String user = uri.getRawUserInfo();
        StringBuilder text = new StringBuilder(96).append(instance.scheme()).append("://");
        if (user != null) {
            text.append(user).append('@');
        }
        text.append(instance.address());
        if (path != null) {
            text.append(path);
        }
        if (query != null) {
            text.append('?').append(query);
        }
        if (fragment != null) {
            text.append('#').append(fragment);
        }
        return URI.create(text.toString());
    }
}
