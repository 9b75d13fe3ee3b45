package dev.weir.jobs;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The key of a book's one operator: {@code BOOK#SALT}, the salt chosen so that the books of a
 * partition fall into one key group and the partitions' key groups lie far apart.
 *
 * <p>Flink hashes a handful of keys badly: books 0 to 3 all fell on one of two subtasks. The key
 * group of partition p is p with its bits reversed: 0, 64, 32, 96, 16, ... of 128. So the first 2,
 * 4, 8 ... partitions spread evenly over 2, 4, 8 ... subtasks, and a partition keeps its group when
 * others are added, since a key that changed would lose its state.
 */
public final class BookSlot implements KeySelector<EventIn, String> {
    private static final long serialVersionUID = 1L;

    /** Fixed for ever: Flink can't restore a state with another number. */
    public static final int MAX_PARALLELISM = 128;

    /** A search takes about 128 hashes; with more books than this it is done again now and then. */
    static final int CACHED_BOOKS_MAX = 10_000;

    private transient Map<Place, String> keys;

    private record Place(String book, int partition) {}

    @Override
    public String getKey(EventIn event) {
        return of(event.book, event.partition);
    }

    String of(String book, int partition) {
        if (keys == null || keys.size() >= CACHED_BOOKS_MAX) {
            keys = new HashMap<>();
        }
        return keys.computeIfAbsent(
                new Place(book, partition), place -> keyOf(place.book(), place.partition()));
    }

    static String keyOf(String book, int partition) {
        return keyIn(book, keyGroupOf(partition));
    }

    /** The text with the first salt that puts it into a key group. */
    static String keyIn(String text, int wanted) {
        for (int salt = 0; ; salt++) {
            String key = text + '#' + salt;
            if (KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM) == wanted) {
                return key;
            }
        }
    }

    static int keyGroupOf(int partition) {
        int bits = Integer.numberOfTrailingZeros(MAX_PARALLELISM);
        return Integer.reverse(partition % MAX_PARALLELISM) >>> (Integer.SIZE - bits);
    }
}
