package dev.weir.features;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Payments of one terminal or merchant that turned out to be fraud, in order of the payments' time,
 * the newest {@value #FRAUDS_MAX}; the bound is part of the definition. Of each: time of the
 * payment, hash of its id, from when a chargeback says so, from when and until when a verdict does.
 * A verdict ends where its alert is looked at again; the last verdict is kept.
 */
final class Frauds {
    static final int FRAUDS_MAX = 512;

    private static final int LONGS = 5;
    private static final int ID = 1;
    private static final int CHARGEBACK = 2;
    private static final int VERDICT = 3;
    private static final int VERDICT_END = 4;
    private static final long NEVER = Long.MAX_VALUE;

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

    /** What is said of a payment. */
    enum Label {
        CHARGEBACK,
        VERDICT
    }

    /**
     * Enters what is said of a payment, known from a time on; the earliest time counts. Forgets
     * payments up to {@code uselessUntil}.
     */
    void add(Label label, long time, long knownAt, String paymentId, long uselessUntil) {
        long id = Hashes.of(paymentId);
        int entry = find(time, id);
        if (entry < 0) {
            insert(time, id, uselessUntil);
            entry = find(time, id);
            if (entry < 0) {
                return; // older than all that are kept
            }
        } else {
            frauds = frauds.clone();
        }
        switch (label) {
            case CHARGEBACK ->
                    frauds[entry + CHARGEBACK] = Math.min(frauds[entry + CHARGEBACK], knownAt);
            case VERDICT -> {
                boolean ended = frauds[entry + VERDICT_END] != NEVER;
                long before = ended ? NEVER : frauds[entry + VERDICT];
                frauds[entry + VERDICT] = Math.min(before, knownAt);
                frauds[entry + VERDICT_END] = NEVER;
            }
        }
    }

    /** The verdict on a payment no longer counts from a time on; true if there was one. */
    boolean takeBack(long time, long knownAt, String paymentId) {
        int entry = find(time, Hashes.of(paymentId));
        if (entry < 0 || frauds[entry + VERDICT] == NEVER || frauds[entry + VERDICT_END] != NEVER) {
            return false;
        }
        frauds = frauds.clone();
        frauds[entry + VERDICT_END] = knownAt;
        return true;
    }

    private int find(long time, long id) {
        for (int i = frauds.length - LONGS; i >= 0 && frauds[i] >= time; i -= LONGS) {
            if (frauds[i] == time && frauds[i + ID] == id) {
                return i;
            }
        }
        return -1;
    }

    private void insert(long time, long id, long uselessUntil) {
        int at = frauds.length;
        while (at > 0 && frauds[at - LONGS] > time) {
            at -= LONGS;
        }
        long[] longer = new long[frauds.length + LONGS];
        System.arraycopy(frauds, 0, longer, 0, at);
        longer[at] = time;
        longer[at + ID] = id;
        Arrays.fill(longer, at + CHARGEBACK, at + LONGS, NEVER);
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
            count += inside && isKnown(i, time) ? 1 : 0;
        }
        return count;
    }

    private boolean isKnown(int entry, long time) {
        return frauds[entry + CHARGEBACK] <= time
                || frauds[entry + VERDICT] <= time && time < frauds[entry + VERDICT_END];
    }
}
