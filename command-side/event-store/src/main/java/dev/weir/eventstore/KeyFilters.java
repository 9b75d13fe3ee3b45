package dev.weir.eventstore;

import java.util.ArrayList;
import java.util.List;

/**
 * A filter of all keys ever put into a local index, which grows by parts: the newest part takes the
 * new keys, the others never change and, once written to the snapshots, need not be kept. Guarded
 * by its user.
 */
final class KeyFilters {
    /** A part of this many keys is a value of 0.8 MB, below Kafka's usual limit of 1 MB. */
    static final int CAPACITY_MAX = 400_000;

    private static final int CAPACITY_FIRST = 4_096;
    private static final int GROWTH = 4;

    private final List<KeyFilter> full = new ArrayList<>();
    private KeyFilter open = new KeyFilter(CAPACITY_FIRST);
    private long added;

    KeyFilters() {}

    /**
     * @param parts oldest first
     */
    KeyFilters(List<KeyFilter> parts) {
        if (!parts.isEmpty()) {
            full.addAll(parts.subList(0, parts.size() - 1));
            open = parts.getLast();
        }
    }

    void add(String key) {
        open.add(key);
        added++;
        if (open.isFull()) {
            full.add(open);
            open = new KeyFilter((int) Math.min((long) open.capacity() * GROWTH, CAPACITY_MAX));
        }
    }

    boolean mayContain(String key) {
        long hash = KeyFilter.hash(key);
        if (open.mayContain(hash)) {
            return true;
        }
        for (KeyFilter part : full) {
            if (part.mayContain(hash)) {
                return true;
            }
        }
        return false;
    }

    /** Calls of {@link #add} until now. */
    long added() {
        return added;
    }

    /** All parts that are kept, oldest first; the last one still changes. */
    List<KeyFilter> parts() {
        List<KeyFilter> parts = new ArrayList<>(full);
        parts.add(open);
        return parts;
    }

    /** Lets go of a part that was written and that nobody asks any more. */
    void forget(KeyFilter part) {
        full.remove(part);
    }
}
