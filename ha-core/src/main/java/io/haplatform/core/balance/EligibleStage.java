package io.haplatform.core.balance;

import io.haplatform.core.instance.Instance;
import io.haplatform.core.instance.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the nodes that may get calls at all: those that are {@code UP} with a weight above 0; and, only for a call
 * that finds none of these, those that are suspect: to the registry, or to this process.
 */
final class EligibleStage implements Stage {

    @Override
    public String name() {
        return "eligible";
    }

    @Override
    public Picker compile(List<Node> nodes, Rest rest) {
        List<Node> sound = new ArrayList<>(nodes.size());
        List<Node> suspect = new ArrayList<>();
        for (Node node : nodes) {
            Instance instance = node.instance();
            if (instance.status() != Status.UP && instance.status() != Status.SUSPECT) {
                rest.removed(node, because(instance));
            } else if (instance.weight() == 0) {
                rest.removed(node, "has weight 0");
            } else if (instance.status() == Status.SUSPECT || node.isUnusable()) {
                suspect.add(node);
            } else {
                sound.add(node);
            }
        }
        return new SoundFirst(rest.compile("sound", sound), rest.compile("suspect", suspect));
    }

    private static String because(Instance instance) {
        return "is " + instance.status() + (instance.reason().isEmpty() ? "" : ": " + instance.reason());
    }

    private static final class SoundFirst implements Picker {

        private final Picker sound;
        private final Picker suspect;

        SoundFirst(Picker sound, Picker suspect) {
            this.sound = sound;
            this.suspect = suspect;
        }

        @Override
        public @Nullable Node pick(CallContext call) {
            Node node = sound.pick(call);
            return node != null ? node : pickSuspect(new Undemanding(call));
        }

        private @Nullable Node pickSuspect(CallContext call) {
            Node node = suspect.pick(call);
            // what was sound at compilation has become unusable since, in the moment before the next one
            return node != null ? node : sound.pick(call);
        }
    }

    /** The same call, now that a suspect node will do. */
    private record Undemanding(CallContext call) implements CallContext {

        @Override
        public long nowNanos() {
            return call.nowNanos();
        }

        @Override
        public boolean hasTried(Node node) {
            return call.hasTried(node);
        }

        @Override
        public boolean takesUnusable() {
            return true;
        }

        @Override
        public @Nullable String value(String name) {
            return call.value(name);
        }
    }
}
