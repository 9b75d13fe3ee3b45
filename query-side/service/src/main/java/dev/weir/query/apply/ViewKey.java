package dev.weir.query.apply;

import java.util.Comparator;

/**
 * What a view replaces, unique among the views of its kind. Its order is the order in which rows
 * are locked, so that two nodes never wait for each other in a circle.
 *
 * @param sequence of the event for an entry, hold or account change, else 0
 * @param leg of the entry or hold, else 0
 * @param id of the account, transfer, payment or alert, else empty
 */
record ViewKey(String book, long sequence, int leg, String id) implements Comparable<ViewKey> {
    private static final Comparator<ViewKey> ORDER =
            Comparator.comparing(ViewKey::book)
                    .thenComparingLong(ViewKey::sequence)
                    .thenComparingInt(ViewKey::leg)
                    .thenComparing(ViewKey::id);

    static ViewKey of(String book, String id) {
        return new ViewKey(book, 0, 0, id);
    }

    @Override
    public int compareTo(ViewKey other) {
        return ORDER.compare(this, other);
    }
}
