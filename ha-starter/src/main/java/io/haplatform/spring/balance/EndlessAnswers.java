package io.haplatform.spring.balance;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;

/**
 * Answers that are streams without an end: server-sent events, newline-delimited JSON, a camera's pictures. Their
 * headers must come in time; the time of an attempt says nothing about what follows once somebody reads it.
 */
public final class EndlessAnswers {

    private static final MediaType PICTURES = new MediaType("multipart", "x-mixed-replace");

    private EndlessAnswers() {}

    /** Whether an answer with these headers goes on for as long as its reader likes. */
    public static boolean is(HttpHeaders headers) {
        if (headers.getFirst(HttpHeaders.CONTENT_TYPE) == null) {
            return false;
        }
        try {
            MediaType type = headers.getContentType();
            return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(type)
                    || MediaType.APPLICATION_NDJSON.isCompatibleWith(type)
                    || PICTURES.isCompatibleWith(type);
        } catch (InvalidMediaTypeException | InvalidMimeTypeException e) {
            return false;
        }
    }
}
