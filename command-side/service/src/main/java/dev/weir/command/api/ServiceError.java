package dev.weir.command.api;

import io.grpc.Status;

/**
 * What can go wrong before or beside a rule, in order of precedence; the refusals of rules are
 * {@link dev.weir.domain.RefusalCode}. Names are permanent, see {@code docs/api.md}.
 */
public enum ServiceError {
    NOT_FOUND(404, Status.Code.UNIMPLEMENTED, "There is nothing at this address."),
    METHOD_NOT_ALLOWED(405, Status.Code.UNIMPLEMENTED, "The address does not take this method."),
    MEDIA_TYPE_UNSUPPORTED(415, Status.Code.INVALID_ARGUMENT, "Send application/json."),
    TOKEN_MISSING(401, Status.Code.UNAUTHENTICATED, "Send the header Authorization: Bearer TOKEN."),
    TOKEN_INVALID(401, Status.Code.UNAUTHENTICATED, "The token is not valid: {problem}."),
    ROLE_MISSING(403, Status.Code.PERMISSION_DENIED, "The call needs the role {role}."),
    BOOK_FORBIDDEN(403, Status.Code.PERMISSION_DENIED, "The token does not cover book {book}."),
    BODY_TOO_LARGE(
            413, Status.Code.INVALID_ARGUMENT, "The body is larger than {limit_bytes} bytes."),
    BODY_MALFORMED(400, Status.Code.INVALID_ARGUMENT, "The body can't be read: {problem}."),
    OVERLOADED(429, Status.Code.RESOURCE_EXHAUSTED, "Too much is waiting; try again shortly."),
    STARTING(503, Status.Code.UNAVAILABLE, "The book's owner is starting; try again shortly."),
    NOT_OWNER(503, Status.Code.UNAVAILABLE, "Another node owns the book; try again shortly."),
    NO_PLATFORM_KEY(
            503,
            Status.Code.UNAVAILABLE,
            "The node has no platform key to make secrets with; start it with WEIR_CHECKPOINT_KEY."),
    OUTCOME_UNKNOWN(
            503,
            Status.Code.UNAVAILABLE,
            "It is not known whether the command was carried out; ask again with the same key."),
    INTERNAL(500, Status.Code.INTERNAL, "The service failed; its log says why.");

    private final int httpStatus;
    private final Status.Code grpcStatus;
    private final String template;

    ServiceError(int httpStatus, Status.Code grpcStatus, String template) {
        this.httpStatus = httpStatus;
        this.grpcStatus = grpcStatus;
        this.template = template;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public Status.Code grpcStatus() {
        return grpcStatus;
    }

    /** The message for people, with {@code {name}} for each parameter. */
    public String template() {
        return template;
    }
}
