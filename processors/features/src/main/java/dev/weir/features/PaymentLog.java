package dev.weir.features;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The payments of one entity in order of time: (time, amount) under dense ordinals, {@value
 * #CHUNK_EVENTS} to a chunk. The newest, open chunk travels inside the entity's blob; full ones lie
 * under keys of their own and change only when a late payment is put in its place. Maxima of 64
 * full chunks lie in one record, so that the maximum of any range costs a read per 4,096 payments
 * and two chunks at its ends.
 */
final class PaymentLog {
    static final int CHUNK_EVENTS = 64;
    private static final int EVENT_BYTES = 2 * Long.BYTES;
    static final int CHUNK_BYTES = CHUNK_EVENTS * EVENT_BYTES;
    private static final int GROUP_CHUNKS = 64;
    private static final int GROUP_EVENTS = GROUP_CHUNKS * CHUNK_EVENTS;

    private final FeatureState state;
    private final byte[] entity;
    private final byte[] open = new byte[CHUNK_BYTES];
    private final ByteBuffer openEvents = ByteBuffer.wrap(open);
    private final Map<Long, ByteBuffer> read = new HashMap<>(4);
    private long next;
    private long lastMaxFrom;

    PaymentLog(FeatureState state, byte[] entity) {
        this.state = state;
        this.entity = entity;
    }

    /** Reads what {@link #write} wrote. */
    void read(ByteBuffer blob) {
        next = blob.getLong();
        blob.get(open, 0, openCount() * EVENT_BYTES);
    }

    void write(ByteBuffer blob) {
        blob.putLong(next);
        blob.put(open, 0, openCount() * EVENT_BYTES);
    }

    int writtenBytes() {
        return Long.BYTES + openCount() * EVENT_BYTES;
    }

    /** The ordinal that the next payment gets. */
    long next() {
        return next;
    }

    long time(long ordinal) {
        return chunk(ordinal / CHUNK_EVENTS).getLong(position(ordinal));
    }

    long amount(long ordinal) {
        return chunk(ordinal / CHUNK_EVENTS).getLong(position(ordinal) + Long.BYTES);
    }

    /** Puts a payment behind all others; its time is not before theirs. */
    void append(long time, long amount) {
        int at = position(next);
        openEvents.putLong(at, time).putLong(at + Long.BYTES, amount);
        next++;
        if (openCount() == 0) {
            store(next / CHUNK_EVENTS - 1, open.clone());
        }
    }

    /** Puts a payment at an ordinal; it and all behind it move up by one. */
    void insert(long ordinal, long time, long amount) {
        long carriedTime = time;
        long carriedAmount = amount;
        long at = ordinal;
        while (at < next) {
            long number = at / CHUNK_EVENTS;
            int count = (int) (Math.min(next, (number + 1) * CHUNK_EVENTS) - number * CHUNK_EVENTS);
            byte[] events = number == next / CHUNK_EVENTS ? open : chunk(number).array().clone();
            ByteBuffer chunk = ByteBuffer.wrap(events);
            int from = position(at);
            if (count < CHUNK_EVENTS) {
                System.arraycopy(
                        events, from, events, from + EVENT_BYTES, count * EVENT_BYTES - from);
                chunk.putLong(from, carriedTime).putLong(from + Long.BYTES, carriedAmount);
                next++;
                if (openCount() == 0) {
                    store(number, open.clone());
                }
                return;
            }
            int last = CHUNK_BYTES - EVENT_BYTES;
            long lastTime = chunk.getLong(last);
            long lastAmount = chunk.getLong(last + Long.BYTES);
            System.arraycopy(events, from, events, from + EVENT_BYTES, last - from);
            chunk.putLong(from, carriedTime).putLong(from + Long.BYTES, carriedAmount);
            store(number, events);
            carriedTime = lastTime;
            carriedAmount = lastAmount;
            at = (number + 1) * CHUNK_EVENTS;
        }
        append(carriedTime, carriedAmount);
    }

    /**
     * Largest amount of {@code [from, until)}, which is not empty; {@link #lastMaxFrom} tells where
     * it was found.
     */
    long max(long from, long until) {
        long max = Long.MIN_VALUE;
        long at = from;
        while (at < until) {
            boolean wholeChunk = at % CHUNK_EVENTS == 0 && at + CHUNK_EVENTS <= until;
            if (wholeChunk) {
                long number = at / CHUNK_EVENTS;
                byte[] maxima = state.get(StateKey.chunkMaxima(entity, number / GROUP_CHUNKS));
                ByteBuffer group = ByteBuffer.wrap(maxima);
                do {
                    int slot = (int) (at / CHUNK_EVENTS % GROUP_CHUNKS);
                    long chunkMax = group.getLong(slot * Long.BYTES);
                    if (chunkMax >= max) {
                        max = chunkMax;
                        lastMaxFrom = at;
                    }
                    at += CHUNK_EVENTS;
                } while (at % GROUP_EVENTS != 0 && at + CHUNK_EVENTS <= until);
            } else {
                long amount = amount(at);
                if (amount >= max) {
                    max = amount;
                    lastMaxFrom = at;
                }
                at++;
            }
        }
        return max;
    }

    /**
     * After {@link #max}: an ordinal at or before the last payment of that amount, in the same
     * chunk.
     */
    long lastMaxFrom() {
        return lastMaxFrom;
    }

    /**
     * Removes the chunks that end in {@code (from, until]}: nothing before {@code until} is read
     * any more.
     */
    void drop(long from, long until) {
        for (long number = from / CHUNK_EVENTS; number < until / CHUNK_EVENTS; number++) {
            state.remove(StateKey.chunk(entity, number));
            read.remove(number);
            if ((number + 1) % GROUP_CHUNKS == 0) {
                state.remove(StateKey.chunkMaxima(entity, number / GROUP_CHUNKS));
            }
        }
    }

    /** Removes everything that lies under keys of its own. */
    void dropAll(long from) {
        drop(from, next);
        state.remove(StateKey.chunkMaxima(entity, next / GROUP_EVENTS));
    }

    private void store(long number, byte[] events) {
        ByteBuffer chunk = ByteBuffer.wrap(events);
        long max = Long.MIN_VALUE;
        for (int at = Long.BYTES; at < CHUNK_BYTES; at += EVENT_BYTES) {
            max = Math.max(max, chunk.getLong(at));
        }
        byte[] key = StateKey.chunkMaxima(entity, number / GROUP_CHUNKS);
        byte[] before = state.get(key);
        byte[] maxima = before == null ? new byte[GROUP_CHUNKS * Long.BYTES] : before.clone();
        ByteBuffer.wrap(maxima).putLong((int) (number % GROUP_CHUNKS) * Long.BYTES, max);
        state.put(key, maxima);
        state.put(StateKey.chunk(entity, number), events);
        read.put(number, chunk);
    }

    private ByteBuffer chunk(long number) {
        if (number == next / CHUNK_EVENTS) {
            return openEvents;
        }
        ByteBuffer chunk = read.get(number);
        if (chunk == null) {
            chunk = ByteBuffer.wrap(state.get(StateKey.chunk(entity, number)));
            read.put(number, chunk);
        }
        return chunk;
    }

    private int openCount() {
        return (int) (next % CHUNK_EVENTS);
    }

    private static int position(long ordinal) {
        return (int) (ordinal % CHUNK_EVENTS) * EVENT_BYTES;
    }
}
