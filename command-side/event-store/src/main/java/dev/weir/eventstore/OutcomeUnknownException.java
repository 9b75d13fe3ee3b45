package dev.weir.eventstore;

/**
 * The commit failed in a way that does not tell whether it took place. Ask again with the same
 * idempotency key: the log knows.
 */
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
