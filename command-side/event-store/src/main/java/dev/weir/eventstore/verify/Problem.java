package dev.weir.eventstore.verify;

/**
 * Something that must not be.
 *
 * @param sequence sequence in the book, or -1 where it concerns the book as a whole
 */
record Problem(String book, long sequence, String what) {
    @Override
    public String toString() {
        return "book " + book + (sequence < 0 ? "" : ", sequence " + sequence) + ": " + what;
    }
}
