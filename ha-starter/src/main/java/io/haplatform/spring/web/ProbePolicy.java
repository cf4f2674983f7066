package io.haplatform.spring.web;

import java.time.Duration;

/**
 * How fresh the answers are.
 *
 * @param refreshInterval between two looks at what an answer depends on
 * @param staleAfter an older answer is not believed any more
 */
public record ProbePolicy(Duration refreshInterval, Duration staleAfter) {}
