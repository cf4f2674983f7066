package io.haplatform.test;

import io.haplatform.core.instance.Registration;
import io.haplatform.core.registry.Directory;
import io.haplatform.core.registry.DirectoryPolicy;
import io.haplatform.core.registry.LeasePolicy;
import io.haplatform.core.registry.RefusalProbe;
import io.haplatform.core.registry.Registrar;
import io.haplatform.core.registry.ServiceView;
import io.haplatform.core.time.ManualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One process of a {@link RegistryFixture}: a clock, a connection, a directory and a registrar of its own, all of which
 * stop when it is paused or killed.
 *
 * <p>For one thread.
 */
public final class SimulatedProcess {

    private final String name;
    private final ManualTime time = new ManualTime();
    private final FaultyRegistry registry;
    private final Directory directory;
    private final Registrar registrar;
    private final Set<String> addresses = new HashSet<>();
    private boolean alive = true;
    private boolean paused;
    private Duration missed = Duration.ZERO;

    SimulatedProcess(
            String name, InMemoryStore store, LeasePolicy policy, SplittableRandom random, RefusalProbe probe) {
        this.name = name;
        this.registry = store.connect(time);
        this.directory = new Directory(registry, time, DirectoryPolicy.DEFAULT, random.split());
        this.registrar = new Registrar(registry, directory, policy, time, random.split(), name, probe);
        directory.start();
        registrar.start();
    }

    public String name() {
        return name;
    }

    /** This process's clock; the fixture moves it. */
    public ManualTime time() {
        return time;
    }

    /** This process's connection, to order faults of. */
    public FaultyRegistry registry() {
        return registry;
    }

    public Directory directory() {
        return directory;
    }

    public Registrar registrar() {
        return registrar;
    }

    /** Registers instances and keeps them registered, once the fixture's time runs. */
    public SimulatedProcess register(Registration... registrations) {
        for (Registration registration : registrations) {
            addresses.add(registration.address());
            registrar.register(registration);
        }
        return this;
    }

    /** What this process sees of a service; follows it from now on. */
    public ServiceView view(String service) {
        return directory.view(service);
    }

    /** As {@code kill -9}: stops at once, and for good, without a word. */
    public void kill() {
        alive = false;
        time.close();
    }

    /** As SIGSTOP: stops until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    /** As SIGCONT: wakes, and finds everything late that was due meanwhile. */
    public void resume() {
        paused = false;
        time.jump(missed);
        missed = Duration.ZERO;
    }

    /** Whether it listened there, and is dead. */
    boolean refusesAt(String address) {
        return !alive && addresses.contains(address);
    }

    public boolean isAlive() {
        return alive;
    }

    public boolean isPaused() {
        return paused;
    }

    void advance(Duration duration) {
        if (paused) {
            missed = missed.plus(duration);
        } else if (alive) {
            time.advance(duration);
        }
    }

    /** @return whether there was anything to do */
    boolean run() {
        if (paused || !alive || time.isIdle()) {
            return false;
        }
        time.run();
        return true;
    }
}
