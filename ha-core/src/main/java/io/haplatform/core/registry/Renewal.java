package io.haplatform.core.registry;

import java.util.List;

/**
 * What a process sends at every renewal; with no lease it still says what it has read.
 *
 * @param process unique per start of a process
 * @param leases all instances this process owns
 * @param applied the last log entry it has applied; {@link Position#NONE} if it follows nothing
 */
public record Renewal(String process, List<Lease> leases, Position applied) {

    public Renewal {
        leases = List.copyOf(leases);
    }
}
