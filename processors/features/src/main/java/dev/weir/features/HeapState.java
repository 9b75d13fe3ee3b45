package dev.weir.features;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A book's state on the heap: for replay of one book at a time, for backtests and for tests. Not
 * safe for threads.
 */
public final class HeapState implements FeatureState {
    private final Map<ByteBuffer, byte[]> values = new HashMap<>();

    @Override
    public byte[] get(byte[] key) {
        return values.get(ByteBuffer.wrap(key));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        values.put(ByteBuffer.wrap(key), value);
    }

    @Override
    public void remove(byte[] key) {
        values.remove(ByteBuffer.wrap(key));
    }

    /** Number of keys. */
    public int size() {
        return values.size();
    }

    /** Sum of the lengths of keys and values, bytes. */
    public long bytes() {
        long bytes = 0;
        for (Map.Entry<ByteBuffer, byte[]> entry : values.entrySet()) {
            bytes += entry.getKey().remaining() + entry.getValue().length;
        }
        return bytes;
    }

    /** The same keys and values in arrays of their own, as after a checkpoint and a restore. */
    public HeapState copy() {
        HeapState copy = new HeapState();
        values.forEach((key, value) -> copy.put(key.array().clone(), value.clone()));
        return copy;
    }
}
