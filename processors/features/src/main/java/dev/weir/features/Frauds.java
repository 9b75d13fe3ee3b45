package dev.weir.features;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Payments of one terminal or merchant that turned out to be fraud: (time of the payment, time at
 * which it became known, hash of its id), in order of the payments' time, the newest {@value
 * #FRAUDS_MAX}. The bound is part of the definition.
 */
final class Frauds {
    static final int FRAUDS_MAX = 512;
    private static final int LONGS = 3;

    private long[] frauds;

    private Frauds(long[] frauds) {
        this.frauds = frauds;
    }

    static Frauds read(byte[] value) {
        if (value == null) {
            return new Frauds(new long[0]);
        }
        ByteBuffer blob = ByteBuffer.wrap(value);
        blob.getLong();
        return new Frauds(Blobs.readLongs(blob));
    }

    /** Its first eight bytes are the time of the newest payment in it. */
    byte[] write() {
        ByteBuffer blob =
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES + frauds.length * Long.BYTES);
        blob.putLong(frauds[frauds.length - LONGS]);
        Blobs.writeLongs(blob, frauds);
        return blob.array();
    }

    /**
     * Enters a payment, or moves forward the time at which it became known; forgets payments up to
     * {@code uselessUntil}.
     */
    void add(long time, long knownAt, String paymentId, long uselessUntil) {
        long id = Hashes.of(paymentId);
        int at = frauds.length;
        for (int i = frauds.length - LONGS; i >= 0 && frauds[i] >= time; i -= LONGS) {
            if (frauds[i] == time && frauds[i + 2] == id) {
                frauds = frauds.clone();
                frauds[i + 1] = Math.min(frauds[i + 1], knownAt);
                return;
            }
            at = frauds[i] > time ? i : at;
        }
        long[] longer = new long[frauds.length + LONGS];
        System.arraycopy(frauds, 0, longer, 0, at);
        longer[at] = time;
        longer[at + 1] = knownAt;
        longer[at + 2] = id;
        System.arraycopy(frauds, at, longer, at + LONGS, frauds.length - at);
        int from = Math.max(0, longer.length - FRAUDS_MAX * LONGS);
        while (longer[from] <= uselessUntil) {
            from += LONGS;
        }
        frauds = from == 0 ? longer : Arrays.copyOfRange(longer, from, longer.length);
    }

    /**
     * Payments in {@code (time - delay - window, time - delay]} that are known at {@code time} to
     * be fraud.
     */
    int known(Window window, long time) {
        long until = time - Times.LABEL_DELAY;
        int count = 0;
        for (int i = 0; i < frauds.length; i += LONGS) {
            boolean inside = frauds[i] > until - window.micros() && frauds[i] <= until;
            count += inside && frauds[i + 1] <= time ? 1 : 0;
        }
        return count;
    }
}
