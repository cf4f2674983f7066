package io.haplatform.core.registry;

import io.haplatform.core.instance.InstanceKey;
import java.util.List;

/**
 * What a sweep for expired leases did.
 *
 * @param removed instances whose lease had ended, removed by this sweep and no other
 * @param held instances whose lease has ended and that are kept all the same, a few hundred at most: the last of their
 *     service, or all for one lease after a time without sweeps or after one of theirs came back, or those that are left
 *     to the next sweep
 * @param head the newest log entry
 */
public record Swept(List<InstanceKey> removed, List<InstanceKey> held, Position head) {

    public Swept {
        removed = List.copyOf(removed);
        held = List.copyOf(held);
    }
}
