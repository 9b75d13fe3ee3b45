package dev.weir.eventstore;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The local index of a partition: a store that holds only what is durable, and on heap what was put
 * by events that are not. Putting is for the thread that folds; {@link #durable} may be called by
 * another.
 */
final class OverlayIndex implements AutoCloseable {

    /** Where durable entries go. Safe for one writer and many readers. */
    interface Store extends AutoCloseable {
        Optional<byte[]> get(String key);

        void write(Map<String, byte[]> entries);

        @Override
        void close();
    }

    private record Put(long position, String key, byte[] value) {}

    private final Store store;
    private final Map<String, byte[]> pending = new ConcurrentHashMap<>();
    private final ArrayDeque<Put> order = new ArrayDeque<>();
    private long position;

    OverlayIndex(Store store) {
        this.store = store;
    }

    /** What is put from now on belongs to the event with the position in the partition. */
    void position(long value) {
        position = value;
    }

    /** The view of one book. */
    LocalIndex forBook(String book) {
        return new LocalIndex() {
            @Override
            public Optional<byte[]> get(String key) {
                String whole = full(key);
                byte[] value = pending.get(whole);
                return value != null ? Optional.of(value) : store.get(whole);
            }

            @Override
            public void put(String key, byte[] value) {
                String whole = full(key);
                pending.put(whole, value);
                synchronized (order) {
                    order.add(new Put(position, whole, value));
                }
            }

            private String full(String key) {
                return book + '\n' + key;
            }
        };
    }

    /** Moves what was put up to the position into the store. */
    void durable(long upTo) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        synchronized (order) {
            while (!order.isEmpty() && order.peek().position() <= upTo) {
                Put put = order.poll();
                entries.put(put.key(), put.value());
            }
        }
        if (entries.isEmpty()) {
            return;
        }
        store.write(entries);
        // Only what is still the newest: a later put of the key stays until it is durable itself.
        entries.forEach((key, value) -> pending.computeIfPresent(key, (k, v) -> same(v, value)));
    }

    @Override
    public void close() {
        store.close();
    }

    private static byte[] same(byte[] newest, byte[] written) {
        return java.util.Arrays.equals(newest, written) ? null : newest;
    }
}
