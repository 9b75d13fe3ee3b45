package dev.weir.proof;

/** The proof does not hold; the message says why. */
final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RejectedException(String message) {
        super(message, null, false, false);
    }
}
