package io.haplatform.spring.web;

import org.jspecify.annotations.Nullable;

/** The probes that every application answers. */
public enum Probe {
    /** The whole tree of health checks. */
    HEALTH("/health", ""),
    /** Whether it takes traffic now. */
    READY("/health/ready", "readiness"),
    /** Whether the process itself is sound; depends on nothing outside. */
    LIVE("/health/live", "liveness");

    private final String path;
    private final String group;

    Probe(String path, String group) {
        this.path = path;
        this.group = group;
    }

    /** Below the application's context path. */
    public String path() {
        return path;
    }

    /** The group of Actuator that answers it; empty for the whole tree. */
    String group() {
        return group;
    }

    /** @return null when no probe has this path */
    static @Nullable Probe at(String path) {
        if (!path.startsWith("/health")) {
            return null;
        }
        for (Probe probe : values()) {
            if (probe.path.equals(path)) {
                return probe;
            }
        }
        return null;
    }
}
