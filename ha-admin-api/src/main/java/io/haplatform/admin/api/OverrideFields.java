package io.haplatform.admin.api;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be imposed on an instance, for the description of the interface; {@link OverrideBody} reads it, because a
 * field that is absent means something else than one that is null.
 *
 * @param weight that counts instead of the instance's own; 0 sends no new calls
 * @param tags that count instead of the instance's own
 * @param status that counts instead of the instance's own; {@code UP} imposes nothing
 * @param reason why, for people
 * @param until when it ends by itself
 */
@Schema(additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record OverrideFields(
        @Schema(minimum = "0", maximum = "1000") @Nullable Integer weight,
        @ArraySchema(maxItems = OverrideBody.MOST_TAGS, schema = @Schema(maxLength = 128)) @Nullable List<String> tags,
        @Schema(allowableValues = {"UP", "DRAINING", "MAINTENANCE"}) @Nullable String status,
        @Schema(maxLength = OverrideBody.LONGEST_REASON) @Nullable String reason,
        @Nullable Instant until) {}
