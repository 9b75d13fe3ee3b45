package dev.weir.eventstore;

/** The log contradicts itself: a sequence is missing or doubled, or the hash chain is broken. */
public final class LogCorruptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogCorruptException(String message) {
        super(message);
    }
}
