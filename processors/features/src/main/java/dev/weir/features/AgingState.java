package dev.weir.features;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Values of one book that go away by its own clock, in named groups whose keys and bytes are
 * counted: entries of lists, events of patterns. {@link BookFeatures#cleanUp} removes them.
 */
public final class AgingState {
    /** Time of a value that stays until it is removed. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int HEADER = Long.BYTES;

    private final FeatureState state;

    public AgingState(FeatureState state) {
        this.state = state;
    }

    /**
     * What a group holds.
     *
     * @param keys its keys
     * @param bytes its keys and values, without those of the clean-up index
     */
    public record Usage(long keys, long bytes) {}

    /** A value, its position at the first byte; null where there is none. */
    public ByteBuffer get(String group, byte[] id) {
        byte[] value = state.get(StateKey.aging(group, id));
        return value == null ? null : ByteBuffer.wrap(value).position(HEADER).slice();
    }

    /**
     * Sets a value that is of no use from a time on, microseconds since 1970; one that is useless
     * by now is removed.
     */
    public void put(String group, byte[] id, long uselessFromMicros, byte[] payload) {
        BookClock clock = BookClock.open(state);
        if (clock.started() && uselessFromMicros <= clock.clock()) {
            remove(group, id);
            return;
        }
        byte[] key = StateKey.aging(group, id);
        byte[] before = state.get(key);
        byte[] value =
                ByteBuffer.allocate(HEADER + payload.length)
                        .putLong(uselessFromMicros)
                        .put(payload)
                        .array();
        state.put(key, value);
        count(state, key, before, value);
        boolean entered = before != null && uselessFrom(before) != NEVER;
        if (!entered && uselessFromMicros != NEVER) {
            CleanUp.enter(state, key, uselessFromMicros);
            if (clock.startCleanUpAt(uselessFromMicros)) {
                clock.write(state);
            }
        }
    }

    /** Removes a value; nothing happens where there is none. */
    public void remove(String group, byte[] id) {
        byte[] key = StateKey.aging(group, id);
        byte[] before = state.get(key);
        if (before != null) {
            count(state, key, before, null);
            state.remove(key);
        }
    }

    /** From when on nothing needs what counted until a time: late payments still may. */
    public static long uselessAfter(long untilMicros) {
        return untilMicros >= NEVER - Times.ALLOWED_LATENESS
                ? NEVER
                : untilMicros + Times.ALLOWED_LATENESS;
    }

    /** Up to when nothing is needed any more of what counts after a time. */
    public static long uselessBefore(long afterMicros) {
        return afterMicros - Times.ALLOWED_LATENESS;
    }

    /** What a group holds by now. */
    public Usage usage(String group) {
        byte[] value = state.get(usageKey(StateKey.aging(group, new byte[0])));
        if (value == null) {
            return new Usage(0, 0);
        }
        ByteBuffer blob = ByteBuffer.wrap(value);
        return new Usage(blob.getLong(), blob.getLong());
    }

    static long uselessFrom(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** Counts a change of a key's value; null stands for none. */
    static void count(FeatureState state, byte[] key, byte[] before, byte[] after) {
        long keys = (after == null ? 0 : 1) - (before == null ? 0 : 1);
        long bytes = sizeOf(key, after) - sizeOf(key, before);
        if (keys == 0 && bytes == 0) {
            return;
        }
        byte[] usageKey = usageKey(key);
        byte[] usage = state.get(usageKey);
        if (usage != null) {
            ByteBuffer blob = ByteBuffer.wrap(usage);
            keys += blob.getLong();
            bytes += blob.getLong();
        }
        if (keys == 0) {
            state.remove(usageKey);
        } else {
            state.put(
                    usageKey,
                    ByteBuffer.allocate(2 * Long.BYTES).putLong(keys).putLong(bytes).array());
        }
    }

    private static long sizeOf(byte[] key, byte[] value) {
        return value == null ? 0 : (long) key.length + value.length;
    }

    private static byte[] usageKey(byte[] agingKey) {
        int group = ByteBuffer.wrap(agingKey).getShort(1);
        byte[] key = Arrays.copyOf(agingKey, 1 + Short.BYTES + group);
        key[0] = StateKey.USAGE;
        return key;
    }

    /** The id as its text. */
    public static byte[] plain(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** 64 bits for an id, where only equality counts; 0 for an empty one. */
    public static long hash(String id) {
        return Hashes.of(id);
    }
}
