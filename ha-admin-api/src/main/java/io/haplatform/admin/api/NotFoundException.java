package io.haplatform.admin.api;

/** What the path names is not there; answered 404. */
final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotFoundException(String message) {
        super(message);
    }
}
