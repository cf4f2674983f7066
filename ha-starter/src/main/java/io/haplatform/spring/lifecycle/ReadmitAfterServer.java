package io.haplatform.spring.lifecycle;

import org.springframework.context.SmartLifecycle;

/** Registers an application again whose context was stopped and started: once its server is there again. */
public final class ReadmitAfterServer implements SmartLifecycle {

    /** Spring Boot starts its server at {@code MAX_VALUE - 2048}, and higher phases start later. */
    static final int PHASE = Integer.MAX_VALUE - 512;

    private final Presence presence;
    private volatile boolean running;

    public ReadmitAfterServer(Presence presence) {
        this.presence = presence;
    }

    @Override
    public void start() {
        running = true;
        presence.readmit();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
