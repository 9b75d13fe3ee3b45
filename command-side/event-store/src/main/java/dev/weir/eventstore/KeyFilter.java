package dev.weir.eventstore;

import com.google.protobuf.ByteString;
import dev.weir.contract.store.v1.KeyFilterPart;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A Bloom filter of strings: 16 bits and 11 probes a key, so that at its capacity one unknown key
 * in 2,200 is taken for a known one. Not safe for several writers; a reader beside a writer may
 * miss what is being added.
 */
final class KeyFilter {
    private static final int BITS_PER_KEY = 16;
    private static final int PROBES = 11;

    private final int capacity;
    private final long[] words;
    private int keys;

    KeyFilter(int capacity) {
        this(capacity, 0, new long[Math.ceilDiv(capacity * BITS_PER_KEY, Long.SIZE)]);
    }

    private KeyFilter(int capacity, int keys, long[] words) {
        this.capacity = capacity;
        this.keys = keys;
        this.words = words;
    }

    int capacity() {
        return capacity;
    }

    int keys() {
        return keys;
    }

    boolean isFull() {
        return keys >= capacity;
    }

    /** Adds a key, which counts unless it seems to be there. */
    void add(String key) {
        long hash = hash(key);
        boolean isNew = false;
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe);
            long mask = 1L << bit;
            isNew |= (words[bit >>> 6] & mask) == 0;
            words[bit >>> 6] |= mask;
        }
        keys += isNew ? 1 : 0;
    }

    boolean mayContain(String key) {
        return mayContain(hash(key));
    }

    boolean mayContain(long hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe);
            if ((words[bit >>> 6] & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }

    KeyFilterPart toMessage() {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return KeyFilterPart.newBuilder()
                .setCapacity(capacity)
                .setKeys(keys)
                .setBits(ByteString.copyFrom(bytes))
                .build();
    }

    /**
     * @throws IllegalArgumentException if the message is none of a filter
     */
    static KeyFilter of(KeyFilterPart message) {
        int capacity = message.getCapacity();
        if (capacity < 1
                || capacity > KeyFilters.CAPACITY_MAX
                || message.getBits().size()
                        != Math.ceilDiv(capacity * BITS_PER_KEY, Long.SIZE) * 8) {
            throw new IllegalArgumentException("a filter of the wrong size");
        }
        long[] words = new long[message.getBits().size() / 8];
        message.getBits()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(words);
        return new KeyFilter(capacity, message.getKeys(), words);
    }

    /** FNV-1a over the characters, then mixed so that every bit counts. It is permanent. */
    static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private int bit(long hash, int probe) {
        long step = (hash >>> 32) | 1;
        long mixed = (hash + probe * step) & 0xffffffffL;
        return (int) ((mixed * ((long) words.length << 6)) >>> 32);
    }
}
