package dev.weir.eventstore;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;

/**
 * A position in all books at once. One number means nothing across books, so it holds the next
 * sequence to read of each: a book may move to another partition and the token still stands.
 *
 * <p>For some thousands of books: each event carries a token of its own.
 *
 * @param next by book, the next sequence to read; a book that is absent is read from its beginning
 * @param offsets by partition of the topic, where to begin reading: nothing that is still to be
 *     read lies before. Only a hint that saves reading; an absent partition is read from its
 *     beginning
 */
public record BooksToken(Map<String, Long> next, Map<Integer, Long> offsets)
        implements TrackingToken {
    /** Before everything. */
    static final BooksToken START = new BooksToken(Map.of(), Map.of());

    public BooksToken {
        next = Map.copyOf(next);
        offsets = Map.copyOf(offsets);
    }

    /** The next sequence of the book to read. */
    long next(String book) {
        return next.getOrDefault(book, 0L);
    }

    /** Behind a record. */
    BooksToken behind(String book, long sequence, int partition, long offset) {
        Map<String, Long> sequences = new HashMap<>(next);
        sequences.put(book, sequence + 1);
        Map<Integer, Long> begins = new HashMap<>(offsets);
        begins.put(partition, offset + 1);
        return new BooksToken(sequences, begins);
    }

    /** What both have read. */
    @Override
    public BooksToken lowerBound(TrackingToken other) {
        BooksToken that = of(other);
        Map<String, Long> sequences = new HashMap<>(next);
        sequences.keySet().retainAll(that.next.keySet());
        sequences.replaceAll((book, sequence) -> Math.min(sequence, that.next(book)));
        Map<Integer, Long> begins = new HashMap<>(offsets);
        begins.keySet().retainAll(that.offsets.keySet());
        begins.replaceAll((partition, at) -> Math.min(at, that.offsets.get(partition)));
        return new BooksToken(sequences, begins);
    }

    /** What either has read. */
    @Override
    public BooksToken upperBound(TrackingToken other) {
        BooksToken that = of(other);
        return new BooksToken(
                merged(next, that.next, Math::max), merged(offsets, that.offsets, Math::max));
    }

    @Override
    public boolean covers(TrackingToken other) {
        return of(other).next.entrySet().stream()
                .allMatch(book -> next(book.getKey()) >= book.getValue());
    }

    private static <K> Map<K, Long> merged(
            Map<K, Long> one, Map<K, Long> other, BinaryOperator<Long> both) {
        Map<K, Long> merged = new HashMap<>(one);
        other.forEach((key, number) -> merged.merge(key, number, both));
        return merged;
    }

    /** A token that a processor hands in; null and Axon's own first one stand for the beginning. */
    static BooksToken of(TrackingToken token) {
        if (token == null || token == TrackingToken.FIRST) {
            return START;
        }
        if (token instanceof BooksToken books) {
            return books;
        }
        throw new IllegalArgumentException(
                "a stream of all books has tokens of its own, not " + token.getClass().getName());
    }
}
