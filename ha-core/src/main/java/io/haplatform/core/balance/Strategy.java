package io.haplatform.core.balance;

/** An algorithm and what it builds by: what the name {@code strategy} in the settings of a service leads to. */
record Strategy(Algorithm algorithm, Settings settings) {

    String name() {
        return settings.policy().algorithm();
    }
}
