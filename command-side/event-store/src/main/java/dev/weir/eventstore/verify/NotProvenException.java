package dev.weir.eventstore.verify;

/** What was asked for cannot be proven, in words for whoever asked. */
final class NotProvenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotProvenException(String message) {
        super(message, null, false, false);
    }
}
