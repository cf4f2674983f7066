package io.haplatform.core.balance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call with values: {@code new Keyed().with("path", "/a")}. */
final class Keyed implements CallContext {

    private final Map<String, String> values = new HashMap<>();
    private final Set<Node> tried = new HashSet<>();
    private boolean takesUnusable;
    private long nanos;

    static Keyed path(String path) {
        return new Keyed().with("path", path);
    }

    Keyed with(String name, String value) {
        values.put(name, value);
        return this;
    }

    Keyed at(long nowNanos) {
        nanos = nowNanos;
        return this;
    }

    Keyed takingUnusable() {
        takesUnusable = true;
        return this;
    }

    @Nullable
    Node remember(@Nullable Node node) {
        if (node != null) {
            tried.add(node);
        }
        return node;
    }

    @Override
    public long nowNanos() {
        return nanos;
    }

    @Override
    public boolean hasTried(Node node) {
        return tried.contains(node);
    }

    @Override
    public boolean takesUnusable() {
        return takesUnusable;
    }

    @Override
    public @Nullable String value(String name) {
        return values.get(name);
    }
}
