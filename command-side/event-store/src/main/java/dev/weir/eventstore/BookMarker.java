package dev.weir.eventstore;

import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;

/**
 * A position in one book: the next sequence to read. It compares as the plain marker does, but
 * refuses to be mixed with another book's, since a number means nothing across books.
 */
final class BookMarker extends GlobalIndexConsistencyMarker {
    private final String book;

    /** The life of an owner that it is bound to, or null; compared by identity. */
    private final transient Object life;

    /** A position behind which everything is durable: good for every life of an owner. */
    BookMarker(String book, long next) {
        this(book, next, null);
    }

    private BookMarker(String book, long next, Object life) {
        super(next);
        this.book = book;
        this.life = life;
    }

    /**
     * A position behind events that are not durable yet. Should they be lost with the life that has
     * accepted them, then others will have their sequences, and the position means nothing.
     */
    static BookMarker speculative(String book, long next, Object life) {
        return new BookMarker(book, next, life);
    }

    /** Whether the marker rests on events that the given life may never have seen. */
    static boolean isOfAnotherLife(ConsistencyMarker marker, Object life) {
        return marker instanceof BookMarker other && other.life != null && other.life != life;
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
