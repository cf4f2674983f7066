package io.haplatform.core.observe;

import io.haplatform.core.instance.Instance;

/** Hears what a process finds out about instances it avoids: one at a time, away from the calls. Must not block. */
public interface SuspicionListener {

    /** Wants to know nothing. */
    SuspicionListener NONE = new SuspicionListener() {
        @Override
        public void onRefused(Instance instance, String detail) {}

        @Override
        public void onAnswered(Instance instance) {}
    };

    /** A call or a probe was refused a connection; told again with each such probe. */
    void onRefused(Instance instance, String detail);

    /** It gets calls of this process again. */
    void onAnswered(Instance instance);
}
