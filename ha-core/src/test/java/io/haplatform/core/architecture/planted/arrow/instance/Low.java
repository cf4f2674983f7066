package io.haplatform.core.architecture.planted.arrow.instance;

import io.haplatform.core.architecture.planted.arrow.registry.High;

/** Sees what comes after it in the order. */
public interface Low {
    High high();
}
