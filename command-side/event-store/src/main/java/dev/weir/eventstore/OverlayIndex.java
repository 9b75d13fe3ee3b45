package dev.weir.eventstore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The local index of a partition: a store that holds only what is durable, and on heap what was put
 * by events that are not. Putting is for the thread that folds; {@link #durable} may be called by
 * another.
 *
 * <p>After a takeover from a snapshot the store may be
 *
 * <ul>
 *   <li>ahead of the fold: what events put that the store holds already is dropped;
 *   <li>incomplete: it is being rebuilt. Then a filter of all keys ever put tells which ones are
 *       surely new; of any other key nobody can tell, until {@link #complete}. What becomes durable
 *       meanwhile waits on heap.
 * </ul>
 */
final class OverlayIndex implements AutoCloseable {

    /** Where durable entries go. Safe for one writer and many readers. */
    interface Store extends AutoCloseable {
        Optional<byte[]> get(String key);

        /** Carries out all changes, in order, and notes the position, or does nothing. */
        void write(List<Change> changes, LogPosition position);

        /** Up to where it holds everything, as it last said; empty for a store without entries. */
        Optional<LogPosition> position();

        /** What was written until now outlives the process. */
        void flush();

        /** Removes everything. */
        void clear();

        @Override
        void close();
    }

    /** A put; or with {@code value == null} the removal of all keys that begin with the key. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares changes by equals
    record Change(long position, String key, byte[] value) {
        boolean isDrop() {
            return value == null;
        }
    }

    /** What stands in for the store while it is rebuilt. */
    private static final class Rebuilding {
        private final KeyFilters filters;
        private final Map<String, byte[]> tail = new ConcurrentHashMap<>();
        private final List<Change> changes = new ArrayList<>();

        Rebuilding(KeyFilters filters) {
            this.filters = filters;
        }

        boolean isKnown(String key) {
            return tail.containsKey(key) || !filters.mayContain(key);
        }
    }

    private final Store store;
    private final Map<String, byte[]> pending = new ConcurrentHashMap<>();
    private final ArrayDeque<Change> order = new ArrayDeque<>();
    private KeyFilters filters = new KeyFilters();
    private LogPosition written = LogPosition.START;
    private volatile Rebuilding rebuilding;
    private long position;
    private boolean held;
    private long holdsUntil;

    OverlayIndex(Store store) {
        this.store = store;
    }

    Store store() {
        return store;
    }

    /** A filter of every key that was ever put. Guarded by the lock of the partition's state. */
    KeyFilters filters() {
        return filters;
    }

    boolean isComplete() {
        return rebuilding == null;
    }

    /** Begins with nothing. */
    void reset() {
        store.clear();
        pending.clear();
        order.clear();
        filters = new KeyFilters();
        rebuilding = null;
        written = LogPosition.START;
        holdsUntil = 0;
    }

    /** Goes on with a store that holds everything before an offset. */
    void resume(KeyFilters known, long holdsUntilOffset) {
        filters = known;
        holdsUntil = holdsUntilOffset;
    }

    /** Goes on while the store is rebuilt. */
    void resumeIncomplete(KeyFilters known) {
        filters = known;
        rebuilding = new Rebuilding(known);
    }

    /**
     * The store holds everything that was durable at the takeover now.
     *
     * @return false: it was complete
     */
    synchronized boolean complete() {
        Rebuilding done = rebuilding;
        if (done == null) {
            return false;
        }
        store.write(done.changes, written);
        rebuilding = null;
        return true;
    }

    /** What is put from now on belongs to the event with the position in the partition. */
    void position(long value) {
        position = value;
        held = false;
    }

    /** As {@link #position(long)}, for an event that is replayed from an offset. */
    void position(long value, long offset) {
        position = value;
        held = offset < holdsUntil;
    }

    /** The view of one book. */
    LocalIndex forBook(String book) {
        return new LocalIndex() {
            @Override
            public Optional<byte[]> get(String key) {
                return OverlayIndex.this.get(full(key));
            }

            @Override
            public void put(String key, byte[] value) {
                String full = full(key);
                filters.add(full);
                if (!held) {
                    pending.put(full, value);
                    enqueue(new Change(position, full, value));
                }
            }

            @Override
            public void drop(String prefix) {
                if (!held) {
                    enqueue(new Change(position, full(prefix), null));
                }
            }

            @Override
            public boolean isKnown(String key) {
                Rebuilding incomplete = rebuilding;
                return incomplete == null
                        || pending.containsKey(full(key))
                        || incomplete.isKnown(full(key));
            }

            private String full(String key) {
                return book + '\n' + key;
            }
        };
    }

    private Optional<byte[]> get(String key) {
        byte[] value = pending.get(key);
        if (value != null) {
            return Optional.of(value);
        }
        Rebuilding incomplete = rebuilding;
        if (incomplete == null) {
            return store.get(key);
        }
        byte[] tail = incomplete.tail.get(key);
        if (tail == null && incomplete.filters.mayContain(key)) {
            throw new NotServingException(
                    NotServingException.Reason.STARTING, "the local index is being rebuilt");
        }
        return Optional.ofNullable(tail);
    }

    private void enqueue(Change change) {
        synchronized (order) {
            order.add(change);
        }
    }

    /**
     * Moves what was put up to the position of the partition into the store.
     *
     * @param at the same as a place in the log
     */
    synchronized void durable(long upTo, LogPosition at) {
        List<Change> changes = new ArrayList<>();
        synchronized (order) {
            while (!order.isEmpty() && order.peek().position() <= upTo) {
                changes.add(order.poll());
            }
        }
        if (at.next() > written.next()) {
            written = at;
        }
        Rebuilding incomplete = rebuilding;
        if (incomplete != null) {
            incomplete.changes.addAll(changes);
            for (Change change : changes) {
                if (!change.isDrop()) {
                    incomplete.tail.put(change.key(), change.value());
                }
            }
        } else if (!changes.isEmpty()) {
            store.write(changes, written.next() < holdsUntil ? null : written);
        }
        // Only what is still the newest: a later put of the key stays until it is durable itself.
        for (Change change : changes) {
            if (!change.isDrop()) {
                pending.computeIfPresent(change.key(), (k, v) -> same(v, change.value()));
            }
        }
    }

    /** What is durable outlives the process from now on. */
    synchronized void flush() {
        if (rebuilding == null) {
            if (written.next() >= holdsUntil) {
                store.write(List.of(), written);
            }
            store.flush();
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private static byte[] same(byte[] newest, byte[] done) {
        return Arrays.equals(newest, done) ? null : newest;
    }
}
