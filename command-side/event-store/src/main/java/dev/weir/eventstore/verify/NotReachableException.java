package dev.weir.eventstore.verify;

/** What should be checked cannot be asked. */
final class NotReachableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReachableException(String message) {
        super(message, null, false, false);
    }
}
