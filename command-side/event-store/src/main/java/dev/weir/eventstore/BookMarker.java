package dev.weir.eventstore;

import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;

/**
 * A position in one book: the next sequence to read. It compares as the plain marker does, but
 * refuses to be mixed with another book's, since a number means nothing across books.
 */
final class BookMarker extends GlobalIndexConsistencyMarker {
    private final String book;

    BookMarker(String book, long next) {
        super(next);
        this.book = book;
    }

    /** The next sequence that the marker's holder has not seen. */
    static long next(ConsistencyMarker marker, String book) {
        if (marker instanceof BookMarker other) {
            other.requireBook(book);
        }
        return Math.max(0, position(marker));
    }

    @Override
    protected ConsistencyMarker doLowerBound(GlobalIndexConsistencyMarker other) {
        requireSameBook(other);
        return super.doLowerBound(other);
    }

    @Override
    protected ConsistencyMarker doUpperBound(GlobalIndexConsistencyMarker other) {
        requireSameBook(other);
        return super.doUpperBound(other);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof GlobalIndexConsistencyMarker other
                && position(other) == position(this)
                && (!(other instanceof BookMarker marker) || marker.book.equals(book));
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public String toString() {
        return "BookMarker{" + book + ":" + position(this) + "}";
    }

    private void requireSameBook(GlobalIndexConsistencyMarker other) {
        if (other instanceof BookMarker marker) {
            marker.requireBook(book);
        }
    }

    private void requireBook(String expected) {
        if (!book.equals(expected)) {
            throw new IllegalStateException(
                    "a position of book " + book + " was used for book " + expected);
        }
    }
}
