package dev.weir.eventstore.verify;

/**
 * Something that must not be.
 *
 * @param sequence sequence in the book, or -1 where it concerns the book as a whole
 * @param place the record that shows it, as {@code TOPIC-PARTITION, offset OFFSET}; empty where
 *     there is none
 */
record Problem(String book, long sequence, String place, String what) {
    /** Without the place. */
    String sentence() {
        return "book " + book + (sequence < 0 ? "" : ", sequence " + sequence) + ": " + what;
    }

    @Override
    public String toString() {
        return sentence() + (place.isEmpty() ? "" : " (" + place + ")");
    }
}
