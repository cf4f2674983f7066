package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;

/**
 * What an owner renews.
 *
 * @param key which instance
 * @param incarnation of which start
 * @param digest of the registration as the owner believes it to be stored; see {@link LeaseState#STALE}
 */
public record Lease(InstanceKey key, String incarnation, String digest) {}
