package dev.weir.query;

import java.util.Optional;

/**
 * A place in a book's order of events, as clients carry it in {@code Weir-Position: BOOK:SEQUENCE}.
 *
 * @param sequence dense sequence of the book, from 0; -1: nothing of the book is known
 */
public record Position(String book, long sequence) {
    public static final String HEADER = "Weir-Position";

    /** Nothing of a book is known yet. */
    public static final long NOTHING = -1;

    /** Empty if the text is not {@code BOOK:SEQUENCE} with a sequence of at least 0. */
    public static Optional<Position> parse(String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        boolean decimal =
                digits.length() <= 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (colon < 1 || digits.isEmpty() || !decimal) {
            return Optional.empty();
        }
        return Optional.of(new Position(text.substring(0, colon), Long.parseLong(digits)));
    }

    @Override
    public String toString() {
        return book + ":" + sequence;
    }
}
