package io.haplatform.demo.check;

/** A fault that {@code ./demo --check} causes under traffic. Add yours to {@link Check#STEPS}. */
interface CheckStep {

    /** What happens, for the table, such as "kill -9". */
    String name();

    Target target();

    /** Causes the fault, waits until it was noticed or the gate has passed, and leaves everything running again. */
    Observation run(Scene scene);
}
