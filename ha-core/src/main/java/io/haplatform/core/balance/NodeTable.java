package io.haplatform.core.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For one start of one instance always the same node, whatever the list does meanwhile: an instance that drops out of
 * the list and comes back, while calls to it are under way, finds its counters.
 *
 * <p>{@link #reconcile} is called by the balancer alone, one at a time; {@link #begun} by anybody.
 */
final class NodeTable {

    private Map<InstanceKey, Node> listed = Map.of();
    private List<Node> leaving = List.of();
    private volatile Counted counted = new Counted(List.of(), 0);

    /** All nodes that may still count something, and what those counted that are forgotten. */
    private record Counted(List<Node> nodes, int forgotten) {}

    /** The nodes of a view, in its order. */
    List<Node> reconcile(ServiceView view, long nowNanos) {
        Map<InstanceKey, Node> before = new HashMap<>(listed);
        Map<InstanceKey, Node> now = new HashMap<>();
        List<Node> nodes = new ArrayList<>(view.instances().size());
        for (Instance instance : view.instances()) {
            Node node = node(instance, before, nowNanos);
            node.update(instance);
            before.remove(node.key(), node);
            now.put(node.key(), node);
            nodes.add(node);
        }
        List<Node> gone = new ArrayList<>(leaving);
        gone.addAll(before.values());
        gone.removeIf(node -> now.get(node.key()) == node);
        forget(gone, nodes);
        listed = now;
        return nodes;
    }

    /** Attempts ever begun at any of them, modulo 2^32. */
    int begun() {
        Counted all = counted;
        int sum = all.forgotten();
        for (Node node : all.nodes()) {
            sum += node.begun();
        }
        return sum;
    }

    private Node node(Instance instance, Map<InstanceKey, Node> before, long nowNanos) {
        Node node = before.get(instance.key());
        if (node != null && node.isOf(instance)) {
            return node;
        }
        Node back = comingBack(instance, nowNanos);
        return back != null ? back : new Node(instance);
    }

    private @Nullable Node comingBack(Instance instance, long nowNanos) {
        for (Node node : leaving) {
            if (node.key().equals(instance.key()) && node.isOf(instance)) {
                // it registered again, so it lives
                node.readmit(nowNanos);
                return node;
            }
        }
        return null;
    }

    /** Keeps of those that are gone only the ones with calls under way. */
    private void forget(List<Node> gone, List<Node> nodes) {
        List<Node> busy = new ArrayList<>();
        int forgotten = counted.forgotten();
        for (Node node : gone) {
            if (node.inFlight() > 0) {
                busy.add(node);
            } else {
                forgotten += node.begun();
            }
        }
        leaving = busy;
        List<Node> all = new ArrayList<>(nodes);
        all.addAll(busy);
        counted = new Counted(List.copyOf(all), forgotten);
    }
}
