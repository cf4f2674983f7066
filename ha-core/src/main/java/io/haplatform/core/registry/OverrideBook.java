package io.haplatform.core.registry;

import io.haplatform.core.instance.OperatorOverride;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators impose on the instances of one service, by id. A store that has lost writes takes none of it back: a
 * drain that was written shortly before a failover holds until it is written again, or nobody has done so in time.
 *
 * <p>Not thread-safe: the directory's executor alone touches it.
 */
final class OverrideBook {

    private final Map<String, OperatorOverride> overrides = new HashMap<>();
    /** Here and not in the store, which has lost them. */
    private final Set<String> missing = new HashSet<>();
    /** What the store says instead of what is here: it has lost the newer version. */
    private final Map<String, OperatorOverride> setBack = new HashMap<>();
    /** Known from a file alone: nobody has seen them in the store. */
    private final Set<String> unseen = new HashSet<>();

    /** Also those that have ended, and those of instances that are not there. */
    Collection<OperatorOverride> all() {
        return overrides.values();
    }

    @Nullable
    OperatorOverride of(String id) {
        return overrides.get(id);
    }

    /** As far as the store knows them. */
    List<OperatorOverride> stored() {
        Map<String, OperatorOverride> stored = new HashMap<>(overrides);
        stored.keySet().removeAll(missing);
        stored.putAll(setBack);
        return List.copyOf(stored.values());
    }

    /** What is here was known before this process was started. */
    void remember() {
        unseen.addAll(overrides.keySet());
    }

    /** The store knows what is here, but for what another store has lost. */
    void confirm() {
        unseen.retainAll(missing);
    }

    /**
     * Takes over what a store says.
     *
     * @param historyLost it has lost something: what it does not say, or says in an older version, stays for now
     * @return what it was seen to know and has lost, as the changes that would say it again
     */
    List<Change.PutOverride> load(Collection<OperatorOverride> said, boolean historyLost) {
        Map<String, OperatorOverride> before = Map.copyOf(overrides);
        Map<String, OperatorOverride> older = Map.copyOf(setBack);
        overrides.clear();
        setBack.clear();
        said.forEach(override -> overrides.put(override.key().id(), override));
        List<Change.PutOverride> lost = new ArrayList<>();
        if (historyLost) {
            missing.addAll(before.keySet());
            before.forEach((id, was) -> regain(id, was, lost));
        } else {
            older.forEach((id, is) -> stay(id, is, before));
        }
        missing.removeAll(overrides.keySet());
        missing.retainAll(before.keySet());
        missing.forEach(id -> overrides.put(id, before.get(id)));
        confirm();
        return lost;
    }

    private void regain(String id, OperatorOverride was, List<Change.PutOverride> lost) {
        OperatorOverride is = overrides.get(id);
        if (unseen.contains(id)) {
            return;
        } else if (is == null) {
            lost.add(new Change.PutOverride(was.withVersion(1)));
        } else if (was.at().isAfter(is.at())) {
            // by date: versions begin anew when a word was taken back
            lost.add(new Change.PutOverride(was.withVersion(is.version() + 1)));
            setBack.put(id, is);
            overrides.put(id, was);
        }
    }

    /** A mere gap: what the store went back to is still all that it says, so nobody has said anything since. */
    private void stay(String id, OperatorOverride is, Map<String, OperatorOverride> before) {
        OperatorOverride newer = before.get(id);
        if (newer != null && is.equals(overrides.get(id))) {
            setBack.put(id, is);
            overrides.put(id, newer);
        }
    }

    /**
     * Nobody has said again what was lost: what the store says counts.
     *
     * @return the ids for which that makes a difference
     */
    Set<String> dropLost() {
        Set<String> dropped = new HashSet<>(missing);
        dropped.addAll(setBack.keySet());
        overrides.keySet().removeAll(missing);
        overrides.putAll(setBack);
        missing.clear();
        setBack.clear();
        confirm();
        return dropped;
    }

    /** The store says it anew. */
    void put(OperatorOverride override) {
        String id = override.key().id();
        said(id);
        overrides.put(id, override);
    }

    /** The store says that it was lifted. */
    void remove(String id) {
        said(id);
        overrides.remove(id);
    }

    private void said(String id) {
        missing.remove(id);
        setBack.remove(id);
        unseen.remove(id);
    }
}
