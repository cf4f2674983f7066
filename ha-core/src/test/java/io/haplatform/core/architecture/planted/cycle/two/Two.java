package io.haplatform.core.architecture.planted.cycle.two;

import io.haplatform.core.architecture.planted.cycle.one.One;

public interface Two {
    One one();
}
