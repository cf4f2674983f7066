package io.haplatform.admin.api;

/** The request's body is larger than anything that could be meant; answered 413. */
final class TooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
        super(message);
    }
}
