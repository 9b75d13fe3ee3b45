package dev.weir.eventstore;

/** This node does not serve the book now: nothing was written; try again, or elsewhere. */
public final class NotServingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The owner is taking over. */
        STARTING,
        /** The partition is another node's. */
        NOT_OWNER,
        /** No such book. */
        BOOK_UNKNOWN
    }

    private final Reason reason;

    public NotServingException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
