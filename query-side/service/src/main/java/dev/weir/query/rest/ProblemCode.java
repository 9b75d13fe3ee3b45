package dev.weir.query.rest;

/**
 * Why a query is not answered. Names are permanent; those that the command service has too mean the
 * same there.
 */
public enum ProblemCode {
    FIELD_INVALID(400, "The parameter {field} is not valid: {problem}."),
    TOKEN_MISSING(401, "The call needs the header Authorization: Bearer TOKEN."),
    TOKEN_INVALID(401, "The token is expired, malformed or not signed by this platform."),
    ROLE_MISSING(403, "The token needs one of the roles {roles}."),
    BOOK_FORBIDDEN(403, "The token does not reach book {book}."),
    BOOK_UNKNOWN(404, "There is no book {book}, or nothing of it has been seen yet."),
    ACCOUNT_UNKNOWN(404, "There is no account {account} in book {book}."),
    PAYMENT_UNKNOWN(404, "There is no payment {payment} in book {book}."),
    TRANSFER_UNKNOWN(404, "There is no transfer {transfer} in book {book}."),
    ALERT_UNKNOWN(404, "There is no alert {alert} in book {book}."),
    CASE_UNKNOWN(404, "There is no case {case} in book {book}."),
    HOLD_UNKNOWN(404, "There is no hold {hold} in book {book}."),
    BOOK_TRANSFER_UNKNOWN(
            404, "There is no transfer {transfer} to or from another book in book {book}."),
    NOT_FOUND(404, "There is nothing at this address."),
    METHOD_NOT_ALLOWED(405, "The address does not take this method."),
    NOT_ACCEPTABLE(406, "The address does not answer in any of the media types asked for."),
    POSITION_NOT_REACHED(
            412,
            "After {waited_millis} ms the views of book {book} are at {reached}, not at {wanted}."),
    OVERLOADED(429, "Too many callers are waiting; try again."),
    SUM_TOO_LARGE(500, "The sum {sum} does not fit in 64 bits."),
    INTERNAL(500, "The query failed; the log of the service says why."),
    QUERY_TOO_LONG(503, "The query took longer than 10 s; narrow it."),
    STORE_UNAVAILABLE(503, "The database does not answer; try again.");

    private final int status;
    private final String detail;

    ProblemCode(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** For people; {@code {name}} stands for a parameter. */
    String detail() {
        return detail;
    }
}
