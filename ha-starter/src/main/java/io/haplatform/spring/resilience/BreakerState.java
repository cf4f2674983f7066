package io.haplatform.spring.resilience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the breaker of one service stands.
 *
 * @param service that is called
 * @param state in Resilience4j's words: {@code CLOSED}, {@code OPEN}, {@code HALF_OPEN}, …
 * @param since when it took that state
 * @param calls in its window
 * @param failed of these
 * @param slow of these
 * @param rejected calls that were not begun since it last left {@code CLOSED}
 * @param failureRate in percent; null while there are too few calls to tell
 */
public record BreakerState(
        String service,
        String state,
        Instant since,
        int calls,
        int failed,
        int slow,
        long rejected,
        @Nullable Float failureRate) {}
