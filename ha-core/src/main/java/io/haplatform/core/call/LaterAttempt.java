package io.haplatform.core.call;

import io.haplatform.core.balance.Node;
import io.haplatform.core.instance.Instance;
import java.time.Duration;

/** Any attempt of a call but the first, which is the {@link RunningCall} itself. */
final class LaterAttempt implements Attempt {

    private final RunningCall call;
    private final Node node;
    private final long openedAt;
    private final Duration timeout;

    LaterAttempt(RunningCall call, Node node, long openedAt, Duration timeout) {
        this.call = call;
        this.node = node;
        this.openedAt = openedAt;
        this.timeout = timeout;
    }

    Node node() {
        return node;
    }

    long openedAt() {
        return openedAt;
    }

    @Override
    public Instance instance() {
        return node.instance();
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public void close(Outcome outcome) {
        call.close(this, outcome);
    }
}
