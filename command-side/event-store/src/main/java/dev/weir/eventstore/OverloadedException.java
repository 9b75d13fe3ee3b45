package dev.weir.eventstore;

/** The queue is full: nothing was begun; try again later. */
public final class OverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OverloadedException(String message) {
        super(message, null, false, false);
    }
}
