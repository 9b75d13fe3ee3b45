package dev.weir.features;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The states of many books, with what was read or written lately on the heap before them. Goals in
 * order: the state behind is whole after every event, so that a checkpoint needs nothing of this; a
 * bound in bytes; fewer calls to a store that costs microseconds each.
 *
 * <ul>
 *   <li>Within one event writes are held back: a key that the event writes three times is written
 *       once, by {@link #flush}.
 *   <li>Across events the newest values are kept, also that a key has none. The oldest used go
 *       first when the bound is passed; that is looked at by {@link #flush} alone, so that nothing
 *       which is still to be written can go.
 * </ul>
 *
 * <p>Works because arrays are never changed; see {@link FeatureState}. For one thread.
 */
public final class RecentState implements FeatureState {
    /** What an entry takes besides its bytes, about. */
    private static final int ENTRY_BYTES = 128;

    private static final byte[] NONE = {};

    private final FeatureState behind;
    private final long bytesMax;
    private final Map<Key, byte[]> recent = new LinkedHashMap<>(1_024, 0.75f, true);
    private final Map<Key, byte[]> unwritten = new LinkedHashMap<>();
    private String book = "";
    private long bytes;

    /**
     * @param behind answers for the book that {@link #open} names
     * @param bytesMax what is kept across events, at most
     */
    public RecentState(FeatureState behind, long bytesMax) {
        this.behind = behind;
        this.bytesMax = bytesMax;
    }

    private static final class Key {
        private final String book;
        private final byte[] bytes;
        private final int hash;

        Key(String book, byte[] bytes) {
            this.book = book;
            this.bytes = bytes;
            this.hash = 31 * book.hashCode() + Arrays.hashCode(bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && hash == key.hash
                    && book.equals(key.book)
                    && Arrays.equals(bytes, key.bytes);
        }
    }

    /** From now on calls are about this book; the event before was flushed. */
    public void open(String bookKey) {
        if (!unwritten.isEmpty()) {
            throw new IllegalStateException(
                    unwritten.size() + " keys of book " + book + " were not flushed");
        }
        book = bookKey;
    }

    @Override
    public byte[] get(byte[] key) {
        Key wanted = new Key(book, key);
        byte[] value = recent.get(wanted);
        if (value == null) {
            byte[] found = behind.get(key);
            value = found == null ? NONE : found;
            keep(wanted, value);
        }
        return value == NONE ? null : value;
    }

    @Override
    public void put(byte[] key, byte[] value) {
        write(new Key(book, key), value);
    }

    @Override
    public void remove(byte[] key) {
        write(new Key(book, key), NONE);
    }

    private void write(Key key, byte[] value) {
        keep(key, value);
        unwritten.put(key, value);
    }

    private void keep(Key key, byte[] value) {
        byte[] before = recent.put(key, value);
        bytes += value.length;
        bytes -= before == null ? -(ENTRY_BYTES + key.bytes.length) : before.length;
    }

    /** Writes what the event changed, each key once; to be called at the end of every event. */
    public void flush() {
        unwritten.forEach(
                (key, value) -> {
                    if (value == NONE) {
                        behind.remove(key.bytes);
                    } else {
                        behind.put(key.bytes, value);
                    }
                });
        unwritten.clear();
        var oldest = recent.entrySet().iterator();
        while (bytes > bytesMax) {
            Map.Entry<Key, byte[]> entry = oldest.next();
            bytes -= ENTRY_BYTES + entry.getKey().bytes.length + entry.getValue().length;
            oldest.remove();
        }
    }

    /** About what is kept across events, bytes. */
    long bytes() {
        return bytes;
    }
}
