package io.haplatform.admin.api;

import io.haplatform.admin.operate.OverrideException;
import io.haplatform.core.instance.Names;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns whatever goes wrong in a controller into a {@link Problem} with a stable type and a readable sentence. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiErrors {

    private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

    @ExceptionHandler
    ResponseEntity<Problem> invalid(InvalidRequestException e, HttpServletRequest request) {
        return answer(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()), request, e.errors());
    }

    @ExceptionHandler
    ResponseEntity<Problem> mistyped(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        String message = e.getName() + " must be " + expected(e.getRequiredType()) + " but is '"
                + Names.printable(String.valueOf(e.getValue())) + "'";
        List<Problem.FieldError> errors = List.of(new Problem.FieldError(e.getName(), message));
        return answer(ProblemType.INVALID_REQUEST, message, request, errors);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unavailable(UnavailableException e, HttpServletRequest request) {
        Problem problem =
                Problem.of(ProblemType.UNAVAILABLE, 503, String.valueOf(e.getMessage()), request.getRequestURI(), null);
        return ResponseEntity.status(503)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()))
                .body(problem);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unknown(NotFoundException e, HttpServletRequest request) {
        return answer(ProblemType.NOT_FOUND, String.valueOf(e.getMessage()), request, null);
    }

    @ExceptionHandler
    ResponseEntity<Problem> tooLarge(TooLargeException e, HttpServletRequest request) {
        return answer(ProblemType.CONTENT_TOO_LARGE, String.valueOf(e.getMessage()), request, null);
    }

    @ExceptionHandler
    ResponseEntity<Problem> notDone(OverrideException e, HttpServletRequest request) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case UNKNOWN -> answer(ProblemType.NOT_FOUND, message, request, null);
            case INVALID ->
                answer(
                        ProblemType.INVALID_REQUEST,
                        message,
                        request,
                        List.of(new Problem.FieldError(e.field(), message)));
            case CHANGED -> answer(ProblemType.PRECONDITION_FAILED, message, request, null);
            case CONTENDED -> answer(ProblemType.CONFLICT, message, request, null);
            case UNREACHABLE, UNCONFIRMED ->
                unavailable(new UnavailableException(message, Duration.ofSeconds(5)), request);
        };
    }

    @ExceptionHandler
    ResponseEntity<Problem> nothingHere(NoResourceFoundException e, HttpServletRequest request) {
        return answer(
                ProblemType.NOT_FOUND,
                "nothing answers " + request.getMethod() + " " + Names.printable(request.getRequestURI())
                        + "; /v3/api-docs lists what there is",
                request,
                null);
    }

    @ExceptionHandler
    ResponseEntity<Problem> wrongMethod(HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        String supported = e.getSupportedHttpMethods() == null
                ? "none"
                : e.getSupportedHttpMethods().stream()
                        .map(HttpMethod::name)
                        .collect(Collectors.toCollection(TreeSet::new))
                        .toString();
        return withHeaders(
                ProblemType.METHOD_NOT_ALLOWED,
                "method must be one of " + supported + " but is " + Names.printable(e.getMethod()),
                request,
                e);
    }

    @ExceptionHandler
    ResponseEntity<Problem> notAcceptable(HttpMediaTypeNotAcceptableException e, HttpServletRequest request) {
        return withHeaders(
                ProblemType.NOT_ACCEPTABLE,
                "Accept must allow one of " + e.getSupportedMediaTypes() + " but is '"
                        + Names.printable(String.valueOf(request.getHeader(HttpHeaders.ACCEPT))) + "'",
                request,
                e);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unsupported(HttpMediaTypeNotSupportedException e, HttpServletRequest request) {
        return withHeaders(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type must be one of " + e.getSupportedMediaTypes() + " but is '" + e.getContentType() + "'",
                request,
                e);
    }

    /** The listener of a stream is gone; nobody is left to be told. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        log.debug("A client went away: {}", e.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<Problem> anythingElse(Exception e, HttpServletRequest request) throws Exception {
        if (e instanceof ErrorResponse known) {
            HttpStatusCode status = known.getStatusCode();
            ProblemType type = ProblemType.of(status.value());
            String detail = known.getBody().getDetail();
            return ResponseEntity.status(status)
                    .headers(known.getHeaders())
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(Problem.of(
                            type,
                            status.value(),
                            detail == null ? type.title() : detail,
                            request.getRequestURI(),
                            null));
        }
        if (e instanceof org.springframework.security.core.AuthenticationException
                || e instanceof org.springframework.security.access.AccessDeniedException) {
            throw e; // the security filters answer these
        }
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return answer(ProblemType.INTERNAL, "the admin's log has the cause", request, null);
    }

    private static ResponseEntity<Problem> answer(
            ProblemType type, String detail, HttpServletRequest request, @Nullable List<Problem.FieldError> errors) {
        return ResponseEntity.status(type.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(type, type.status(), detail, request.getRequestURI(), errors));
    }

    private static ResponseEntity<Problem> withHeaders(
            ProblemType type, String detail, HttpServletRequest request, ErrorResponse cause) {
        return ResponseEntity.status(type.status())
                .headers(cause.getHeaders())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(type, type.status(), detail, request.getRequestURI(), null));
    }

    private static String expected(@Nullable Class<?> type) {
        return type != null && Number.class.isAssignableFrom(type) ? "a whole number" : "something else";
    }
}
