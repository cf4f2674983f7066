package io.haplatform.redis;

import io.haplatform.core.registry.Lease;
import io.haplatform.core.registry.LeaseState;
import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Renewal;
import io.haplatform.core.registry.Renewed;
import java.util.ArrayList;
import java.util.List;

/** Renews leases, and learns where the log stands. */
final class RenewOperation implements Operation<Renewed> {

    private final ServiceKeys services;
    private final List<String> arguments = new ArrayList<>();

    RenewOperation(Keys keys, Renewal renewal) {
        this.services = new ServiceKeys(keys);
        arguments.add(renewal.process());
        arguments.add(renewal.applied().equals(Position.NONE) ? "0" : "1");
        for (Lease lease : renewal.leases()) {
            arguments.add(services.index(lease.key().service()));
            arguments.add(lease.key().service());
            arguments.add(lease.key().id());
            arguments.add(lease.digest());
            arguments.add(lease.incarnation());
        }
    }

    @Override
    public Script script() {
        return Script.RENEW;
    }

    @Override
    public List<String> keys() {
        return services.list();
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public Renewed answer(Reply reply) {
        List<LeaseState> states =
                reply.text(0).chars().mapToObj(RenewOperation::state).toList();
        return new Renewed(
                states,
                reply.position(1),
                reply.instant(4),
                (int) reply.number(5),
                reply.millis(6),
                reply.millis(7),
                false,
                reply.protection(8));
    }

    private static LeaseState state(int letter) {
        return switch (letter) {
            case 'O' -> LeaseState.OK;
            case 'S' -> LeaseState.SUPERSEDED;
            case 'X' -> LeaseState.STALE;
            default -> LeaseState.GONE;
        };
    }
}
