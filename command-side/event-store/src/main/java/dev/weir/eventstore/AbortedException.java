package dev.weir.eventstore;

/** A transaction did not take place, for certain; the same log may be written again. */
public final class AbortedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public AbortedException(String message, Throwable cause) {
        super(message, cause);
    }
}
