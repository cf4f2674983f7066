package io.haplatform.admin.api;

import java.util.List;
import java.util.stream.Collectors;

/** The request names something that cannot be; answered 400 with every wrong field. */
final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem.FieldError> errors;

    InvalidRequestException(List<Problem.FieldError> errors) {
        super(errors.stream().map(Problem.FieldError::message).collect(Collectors.joining("; ")));
        this.errors = List.copyOf(errors);
    }

    List<Problem.FieldError> errors() {
        return errors;
    }
}
