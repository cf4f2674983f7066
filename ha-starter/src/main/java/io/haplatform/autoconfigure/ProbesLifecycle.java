package io.haplatform.autoconfigure;

import io.haplatform.spring.web.Probes;
import org.springframework.context.SmartLifecycle;

/** Has the probes look once everything they may ask is there, before the server starts and until long after it stops. */
final class ProbesLifecycle implements SmartLifecycle {

    private final Probes probes;
    private volatile boolean running;

    ProbesLifecycle(Probes probes) {
        this.probes = probes;
    }

    @Override
    public void start() {
        running = true;
        probes.start();
    }

    @Override
    public void stop() {
        running = false;
        probes.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
