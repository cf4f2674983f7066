package io.haplatform.redis;

import io.haplatform.core.instance.Observation;
import io.haplatform.core.registry.Change;
import io.haplatform.core.registry.Changed;
import io.haplatform.core.wire.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One change. */
final class ChangeOperation implements Operation<Changed> {

    /** Only those it uses, so that its user needs no right to others. */
    private final List<String> keys;

    private final List<String> arguments = new ArrayList<>();

    /** @throws io.haplatform.core.wire.WireException when it is too large for the wire */
    ChangeOperation(Keys keys, Change change) {
        String service = change.key().service();
        if (change instanceof Change.Deregister leave) {
            this.keys = List.of(keys.instances(service), keys.observations(service));
            add("deregister", change, leave.incarnation());
        } else if (change instanceof Change.PutOverride put) {
            this.keys = List.of(keys.overrides(service));
            add("override", change, Long.toString(put.override().version()), Wire.write(put.override()));
        } else if (change instanceof Change.RemoveOverride remove) {
            this.keys = List.of(keys.overrides(service));
            add("overrideRemoved", change, Long.toString(remove.version()));
        } else if (change instanceof Change.Observe observe) {
            this.keys = List.of(keys.observations(service));
            Observation seen = observe.observation();
            String expiry = Long.toString(roundedUp(seen.expiresAt()));
            add("observe", change, seen.incarnation(), seen.observer(), expiry, Wire.write(seen));
        } else if (change instanceof Change.Unobserve unobserve) {
            this.keys = List.of(keys.observations(service));
            add("unobserve", change, unobserve.observer());
        } else {
            throw new IllegalStateException("No script for " + change.getClass());
        }
    }

    private void add(String kind, Change change, String... more) {
        arguments.addAll(List.of(kind, change.key().service(), change.key().id()));
        arguments.addAll(List.of(more));
    }

    /** The store counts whole milliseconds: the first at which this time has come. */
    private static long roundedUp(Instant time) {
        long millis = time.toEpochMilli();
        return Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
    }

    @Override
    public Script script() {
        return Script.CHANGE;
    }

    @Override
    public List<String> keys() {
        return keys;
    }

    @Override
    public List<String> arguments() {
        return arguments;
    }

    @Override
    public Changed answer(Reply reply) {
        return new Changed(Changed.Result.valueOf(reply.text(0)), reply.position(1));
    }
}
