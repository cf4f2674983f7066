package io.haplatform.sample.orders;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** An order as a customer sends it. */
public record NewOrder(@NotBlank @Size(max = 100) String item, @Min(1) @Max(1_000) int quantity) {}
