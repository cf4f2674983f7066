package io.haplatform.redis;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Protection;
import io.haplatform.core.registry.Swept;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A sweep for expired leases. A script must be told its keys, but only the store knows which services are concerned: it
 * is told a guess, and answers with what the guess lacks.
 */
final class SweepOperation implements Operation<SweepOperation.Answer> {

    /**
     * @param more services to be named too, or empty when it was done
     * @param strange keys of another type than ours, with that; their services were left alone
     */
    record Answer(Set<String> more, Swept swept, Map<String, String> strange) {}

    private final Keys keys;
    private final List<String> services;
    private final Predicate<String> writable;

    /**
     * @param writable of which services this process may write the registrations: the others' are left to those who may,
     *     what was seen of them is forgotten here too
     */
    SweepOperation(Keys keys, Set<String> services, Predicate<String> writable) {
        this.keys = keys;
        this.writable = writable;
        this.services = List.copyOf(new TreeSet<>(services));
    }

    @Override
    public Script script() {
        return Script.SWEEP;
    }

    @Override
    public List<String> keys() {
        List<String> list = new ArrayList<>();
        for (String service : services) {
            list.add(writable.test(service) ? keys.instances(service) : keys.leases());
            list.add(keys.observations(service));
        }
        return list;
    }

    @Override
    public List<String> arguments() {
        List<String> list = new ArrayList<>(List.of(
                Integer.toString(Protection.NEVER_MANY),
                Integer.toString(Protection.PERCENT),
                Integer.toString(Swept.SILENT)));
        list.addAll(services);
        return list;
    }

    @Override
    public Answer answer(Reply reply) {
        if (reply.text(0).equals("more")) {
            Set<String> more = new TreeSet<>(services);
            more.addAll(reply.texts(1));
            return new Answer(more, Swept.nothing(reply.position(2)), Map.of());
        }
        Swept swept = new Swept(
                members(reply.texts(1)),
                members(reply.texts(2)),
                silent(reply.texts(7)),
                reply.protection(8),
                reply.position(3));
        Map<String, String> strange = new TreeMap<>();
        for (int i = 0; i < reply.list(6).size(); i += 2) {
            strange.put(reply.list(6).text(i), reply.list(6).text(i + 1));
        }
        return new Answer(Set.of(), swept, strange);
    }

    private static List<InstanceKey> members(List<String> members) {
        return members.stream().flatMap(SweepOperation::key).toList();
    }

    private static List<Swept.Silent> silent(List<String> fields) {
        List<Swept.Silent> silent = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 3) {
            String incarnation = fields.get(i + 1);
            String address = fields.get(i + 2);
            key(fields.get(i)).forEach(key -> silent.add(new Swept.Silent(key, incarnation, address)));
        }
        return silent;
    }

    /** None for what a stranger called as no instance may be called. */
    private static Stream<InstanceKey> key(String member) {
        int slash = member.indexOf('/');
        try {
            return Stream.of(new InstanceKey(member.substring(0, slash), member.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            return Stream.of();
        }
    }
}
