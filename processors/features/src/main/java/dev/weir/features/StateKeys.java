package dev.weir.features;

import java.nio.ByteBuffer;

/**
 * How long each kind of key is of use. The first eight bytes of every value are the time of the
 * newest thing in it, or, in {@link AgingState}, the time from which it is useless.
 */
final class StateKeys {
    private final FeatureSet set;

    StateKeys(FeatureSet set) {
        this.set = set;
    }

    /**
     * The time from which a key is of no more use if the newest thing in it happened at {@code
     * newest}, microseconds.
     */
    long uselessFrom(byte[] key, long newest) {
        return key[0] == StateKey.AGING ? newest : newest + memory(key[0]) + Times.ALLOWED_LATENESS;
    }

    private long memory(int code) {
        return switch (code) {
            case StateKey.PROFILE -> Times.PROFILE_MEMORY;
            case StateKey.PAIR -> Times.PAIR_MEMORY;
            case StateKey.PAYMENT, StateKey.FRAUDS -> Times.LABEL_MEMORY;
            case StateKey.SESSION -> Times.SESSION_MEMORY;
            case StateKey.HEALTH -> Times.HEALTH_MEMORY;
            default -> set.layout(KeyKind.ofCode(code)).memory();
        };
    }

    /** Sets a value; a key that was not there before is entered for clean-up. */
    void put(FeatureState state, byte[] key, byte[] before, byte[] value) {
        state.put(key, value);
        if (before == null) {
            CleanUp.enter(state, key, uselessFrom(key, ByteBuffer.wrap(value).getLong()));
        }
    }

    /** What clean-up asks of one book's state. */
    CleanUp.Keys in(FeatureState state) {
        return new CleanUp.Keys() {
            @Override
            public long uselessFrom(byte[] key, byte[] value) {
                return StateKeys.this.uselessFrom(key, ByteBuffer.wrap(value).getLong());
            }

            @Override
            public void dropParts(byte[] key) {
                if (key[0] == StateKey.AGING) {
                    AgingState.count(state, key, state.get(key), null);
                } else if (key[0] < StateKey.PROFILE) {
                    EntityHistory.open(set.layout(KeyKind.ofCode(key[0])), state, key).dropChunks();
                }
            }
        };
    }
}
