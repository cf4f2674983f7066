package io.haplatform.redis;

import io.haplatform.core.registry.Snapshot;
import io.haplatform.core.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Fetches the records of some services. */
final class SnapshotOperation implements Operation<Snapshot> {

    private final Keys keys;
    private final Scripts scripts;
    private final List<String> services;
    private final boolean readOnly;

    /** @param readOnly for a user who may not write other services' records: fails where something is to be repaired */
    SnapshotOperation(Keys keys, Scripts scripts, Set<String> services, boolean readOnly) {
        this.readOnly = readOnly;
        this.keys = keys;
        this.scripts = scripts;
        this.services = List.copyOf(new TreeSet<>(services));
    }

    @Override
    public Script script() {
        return Script.SNAPSHOT;
    }

    @Override
    public List<String> keys() {
        List<String> list = new ArrayList<>();
        for (String service : services) {
            list.add(keys.instances(service));
            list.add(keys.observations(service));
            list.add(keys.overrides(service));
        }
        return list;
    }

    @Override
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(Wire.MAX_RECORD));
        arguments.add(readOnly ? "1" : "0");
        arguments.addAll(services);
        return arguments;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public Snapshot answer(Reply reply) {
        return new Snapshots(keys, scripts, reply).read(services);
    }
}
