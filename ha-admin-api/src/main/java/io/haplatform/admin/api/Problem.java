package io.haplatform.admin.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as a program reads it (RFC 9457).
 *
 * @param type stable, to compare with
 * @param title of the type, in words
 * @param status the HTTP status
 * @param detail what is wrong with this very request, in one sentence
 * @param instance the path that was asked for
 * @param errors each wrong field; absent when no field is to blame
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        URI type, String title, int status, String detail, URI instance, @Nullable List<FieldError> errors) {

    /** The media type of it. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One wrong field.
     *
     * @param field name of the parameter or field
     * @param message what it must be and what it is
     */
    public record FieldError(String field, String message) {}

    static Problem of(ProblemType type, int status, String detail, String path, @Nullable List<FieldError> errors) {
        return new Problem(type.uri(), type.title(), status, detail, uri(path), errors);
    }

    private static URI uri(String path) {
        try {
            return URI.create(path);
        } catch (IllegalArgumentException e) {
            // a path that Tomcat took and that is no URI: the problem must not fail over it
            return URI.create("/");
        }
    }
}
