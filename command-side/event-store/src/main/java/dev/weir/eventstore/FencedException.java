package dev.weir.eventstore;

/** Another owner writes the partition; what this one remembers of it may be out of date. */
public final class FencedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public FencedException(String message) {
        super(message);
    }

    public FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
