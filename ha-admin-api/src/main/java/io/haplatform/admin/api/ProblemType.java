package io.haplatform.admin.api;

import java.net.URI;
import java.util.Locale;

/** What can be wrong with a request. The {@link #uri()} is stable: programs may compare it, people read the title. */
public enum ProblemType {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "Sign in first"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This path does not take that method"),
    NOT_ACCEPTABLE(406, "No such representation"),
    CONFLICT(409, "Somebody else changes it too"),
    PRECONDITION_FAILED(412, "It has changed since you read it"),
    CONTENT_TOO_LARGE(413, "The content is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This path does not take that content"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL(500, "The admin failed"),
    UNAVAILABLE(503, "Not now");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Such as {@code urn:ha:problem:invalid-request}. */
    public URI uri() {
        return URI.create("urn:ha:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The type for a status that somebody else chose. */
    static ProblemType of(int status) {
        for (ProblemType type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status < 500 ? INVALID_REQUEST : INTERNAL;
    }
}
