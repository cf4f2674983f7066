package io.haplatform.core.architecture.planted.cycle.one;

import io.haplatform.core.architecture.planted.cycle.two.Two;

public interface One {
    Two two();
}
