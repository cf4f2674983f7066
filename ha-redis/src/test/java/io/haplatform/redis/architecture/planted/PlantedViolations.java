package io.haplatform.redis.architecture.planted;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.concurrent.atomic.AtomicInteger;

/** Breaks the rules on purpose, to see them fire; this package is unmarked on purpose too. */
@SuppressWarnings("unused")
public final class PlantedViolations {

    static final AtomicInteger COUNTER = new AtomicInteger();

    public PlantedViolations() {}

    static long readsAClock() {
        return System.nanoTime();
    }

    static Thread startsAThread() {
        return new Thread(() -> {});
    }

    static Class<?> dependsOnAStranger() {
        return JavaClass.class;
    }
}
