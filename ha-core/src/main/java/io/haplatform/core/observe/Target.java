package io.haplatform.core.observe;

import io.haplatform.core.instance.Names;
import io.haplatform.core.instance.Registration;
import java.net.InetSocketAddress;

/**
 * Whom to ask, and how.
 *
 * @param scheme {@code http}, {@code https}, or empty to connect and say nothing
 */
record Target(String host, int port, String scheme) {

    static Target of(Registration registration) {
        return new Target(registration.host(), registration.port(), registration.scheme());
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    String address() {
        return Names.address(host, port);
    }

    /** Blocks where the host is a name. */
    InetSocketAddress resolved() {
        return new InetSocketAddress(host, port);
    }
}
