package io.haplatform.core.balance;

import io.haplatform.core.instance.Names;
import java.util.regex.Pattern;

/**
 * How the algorithms that send a key always to the same instance work.
 *
 * @param key what {@code CONSISTENT_HASH} takes for the key: {@code header:NAME}, {@code cookie:NAME},
 *     {@code query:NAME}, {@code user}, {@code path} or {@code source}
 * @param loadFactor how many times its share of the calls in flight an instance may have before the calls of its keys
 *     go elsewhere, 8 in any case; 0 for any number
 * @param network whether a source address counts as its network: /24 of IPv4, /64 of IPv6
 * @param query whether {@code URL_HASH} takes the query into account
 */
public record HashPolicy(String key, double loadFactor, boolean network, boolean query) {

    private static final Pattern KEY = Pattern.compile("(header|cookie|query):[!-~]{1,128}|user|path|source");

    public static final HashPolicy DEFAULT = new HashPolicy("path", 1.25, false, false);

    public HashPolicy {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "hash key must be header:NAME, cookie:NAME, query:NAME, user, path or source but is '"
                            + Names.printable(key) + "'");
        }
        // also refuses what is no number
        if (loadFactor != 0 && !(loadFactor >= 1.01 && loadFactor <= 100)) {
            throw new IllegalArgumentException(
                    "hash load factor must be 0 or between 1.01 and 100 but is " + loadFactor);
        }
    }
}
