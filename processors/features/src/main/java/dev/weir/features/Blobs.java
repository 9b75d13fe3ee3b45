package dev.weir.features;

import java.nio.ByteBuffer;

/** Lists of longs in blobs: a 4-byte count, then eight bytes each. */
final class Blobs {
    private Blobs() {}

    static long[] readLongs(ByteBuffer blob) {
        long[] values = new long[blob.getInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = blob.getLong();
        }
        return values;
    }

    static void writeLongs(ByteBuffer blob, long[] values) {
        blob.putInt(values.length);
        for (long value : values) {
            blob.putLong(value);
        }
    }
}
