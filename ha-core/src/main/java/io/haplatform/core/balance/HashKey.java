package io.haplatform.core.balance;

import org.jspecify.annotations.Nullable;

/** The part of a call that says which instance it belongs to, as a number. */
@FunctionalInterface
interface HashKey {

    /** The call has no key. */
    long NONE = 0;

    /** @return {@link #NONE} when the call has none */
    long of(CallContext call);

    /** A value of the call, such as {@code header:X-Tenant}. */
    static HashKey value(String name) {
        return call -> hash(call.value(name), 0);
    }

    /** The path, and on demand the query. */
    static HashKey url(boolean withQuery) {
        HashKey path = value("path");
        if (!withQuery) {
            return path;
        }
        return call -> {
            long hash = path.of(call);
            String query = hash == NONE ? null : call.value("query");
            return query == null ? hash : hash(query, hash);
        };
    }

    /** The address that the inbound request came from, or its network. */
    static HashKey source(boolean network) {
        return call -> {
            String address = call.value("source");
            return address == null || address.isEmpty() ? NONE : some(SourceAddress.hash(address, network));
        };
    }

    private static long hash(@Nullable String value, long seed) {
        // an empty value is none: all calls without a tenant are not one tenant's
        return value == null || value.isEmpty() ? NONE : some(StableHash.of(value, seed));
    }

    private static long some(long hash) {
        return hash == NONE ? 1 : hash;
    }
}
