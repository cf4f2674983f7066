package io.haplatform.spring.balance;

import org.springframework.http.HttpHeaders;

/**
 * Answers that are read to their end before the caller gets them, if the call may be repeated: an instance that is
 * killed between the headers and the last byte then costs another attempt and not the call. What is longer is handed
 * over as it comes; so are streams without an end.
 */
public final class SmallAnswers {

    /** What is read ahead at most, in bytes. */
    public static final int MAX = 64 * 1024;

    private SmallAnswers() {}

    /** Whether an answer with these headers may be one; an answer that does not tell its length may. */
    public static boolean mayBe(HttpHeaders headers) {
        return headers.getContentLength() <= MAX && !EndlessAnswers.is(headers);
    }
}
