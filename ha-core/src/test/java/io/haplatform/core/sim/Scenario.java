package io.haplatform.core.sim;

import java.util.function.Consumer;

/**
 * Something that happens to a service.
 *
 * @param name for tables
 * @param story what happens, in words
 * @param shape how much of everything there is
 * @param script makes it happen, before the first call
 */
record Scenario(String name, String story, Shape shape, Consumer<Simulation> script) {

    @Override
    public String toString() {
        return name;
    }
}
