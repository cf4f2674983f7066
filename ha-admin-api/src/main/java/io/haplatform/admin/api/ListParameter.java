package io.haplatform.admin.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The parameters that every list takes, as the description of the interface has them. */
final class ListParameter {

    private ListParameter() {}

    @Parameter(description = "Only this service", example = "orders")
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfService {}

    @Parameter(
            description = "Most items on the page",
            example = "" + Parameters.DEFAULT_LIMIT,
            schema =
                    @Schema(
                            type = "integer",
                            minimum = "1",
                            maximum = "" + Parameters.MOST,
                            defaultValue = "" + Parameters.DEFAULT_LIMIT))
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Limit {}

    @Parameter(description = "The `nextCursor` of the page before")
    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @interface After {}
}
