package io.haplatform.core.registry;

import io.haplatform.core.instance.OperatorOverride;
import java.time.Instant;
import java.util.List;

/**
 * What operators have said, as far as a {@link Directory} knows.
 *
 * @param now the store's time: which of them have ended, it alone decides
 * @param all by service and id; also those that have ended and those of instances that are not there
 */
public record Overrides(Instant now, List<OperatorOverride> all) {

    public Overrides {
        all = List.copyOf(all);
    }
}
