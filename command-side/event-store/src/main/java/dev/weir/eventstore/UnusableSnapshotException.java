package dev.weir.eventstore;

/** A snapshot that cannot be used, and why. */
final class UnusableSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableSnapshotException(String reason) {
        super(reason, null, false, false);
    }
}
