package io.haplatform.sample.orders;

import java.time.Instant;

/** An order as it is stored. */
public record Order(long id, String item, int quantity, Instant createdAt) {}
