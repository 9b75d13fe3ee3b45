package dev.weir.features;

import java.nio.ByteBuffer;

/**
 * The ordered index by which idle keys go away. A key is entered once, when it is created, under
 * the hour in which it would be of no more use. When that hour has passed it is looked at: used
 * since, it is entered anew; else it is removed. So a payment at a known entity costs nothing here,
 * and clean-up walks hours and never scans keys.
 *
 * <p>An hour's keys lie in pages of {@value #PAGE_KEYS}; the open page under the hour itself, full
 * ones beside it.
 */
final class CleanUp {
    static final int PAGE_KEYS = 16;

    private CleanUp() {}

    /** The last bucket whose time is not after a time. */
    static long bucketAt(long micros) {
        return Math.floorDiv(micros, Times.HOUR);
    }

    /** Enters a key that is of no use from a time on, microseconds. */
    static void enter(FeatureState state, byte[] key, long uselessFrom) {
        long bucket = Math.ceilDiv(uselessFrom, Times.HOUR);
        byte[] indexKey = StateKey.cleanUp(bucket);
        byte[] before = state.get(indexKey);
        Page page = before == null ? new Page(0, 0, new byte[0]) : Page.read(before);
        if (page.keys == PAGE_KEYS) {
            state.put(StateKey.cleanUpPage(bucket, page.below), page.entries);
            page = new Page(page.below + 1, 0, new byte[0]);
        }
        state.put(indexKey, page.with(key).write());
    }

    /** What clean-up has to know of the keys. */
    interface Keys {
        /** The time from which a key with this value is of no more use, microseconds. */
        long uselessFrom(byte[] key, byte[] value);

        /** Removes what belongs to a key under other keys; the key itself is removed next. */
        void dropParts(byte[] key);
    }

    /** Looks at no more than {@code limit} entries or empty hours and says how many there were. */
    static int run(BookClock book, FeatureState state, int limit, Keys keys) {
        int done = 0;
        while (done < limit && book.cleanUpBucket() <= bucketAt(book.clock())) {
            done += bucket(book, state, limit - done, keys);
        }
        return done;
    }

    private static int bucket(BookClock book, FeatureState state, int limit, Keys keys) {
        byte[] indexKey = StateKey.cleanUp(book.cleanUpBucket());
        byte[] before = state.get(indexKey);
        if (before == null) {
            book.cleanedUpBucket();
            return 1;
        }
        Page page = Page.read(before);
        int done = 0;
        while (done < limit) {
            if (page.keys == 0) {
                if (page.below == 0) {
                    state.remove(indexKey);
                    book.cleanedUpBucket();
                    return done + 1;
                }
                byte[] pageKey = StateKey.cleanUpPage(book.cleanUpBucket(), page.below - 1);
                page = new Page(page.below - 1, PAGE_KEYS, state.get(pageKey));
                state.remove(pageKey);
            }
            byte[] key = page.first();
            page = page.withoutFirst();
            look(book, state, key, keys);
            done++;
        }
        state.put(indexKey, page.write());
        return done;
    }

    private static void look(BookClock book, FeatureState state, byte[] key, Keys keys) {
        byte[] value = state.get(key);
        if (value == null) {
            return; // removed before its time
        }
        long from = keys.uselessFrom(key, value);
        if (from == AgingState.NEVER) {
            return; // entered anew when it gets a time
        }
        if (from > book.clock()) {
            enter(state, key, from);
            return;
        }
        keys.dropParts(key);
        state.remove(key);
    }

    /**
     * A page: how many full ones lie below it, how many keys it holds, and the keys, each behind
     * its length.
     */
    private static final class Page {
        private final int below;
        private final int keys;
        private final byte[] entries;

        Page(int below, int keys, byte[] entries) {
            this.below = below;
            this.keys = keys;
            this.entries = entries;
        }

        static Page read(byte[] value) {
            ByteBuffer blob = ByteBuffer.wrap(value);
            int below = blob.getInt();
            int keys = blob.getInt();
            byte[] entries = new byte[blob.remaining()];
            blob.get(entries);
            return new Page(below, keys, entries);
        }

        byte[] write() {
            return ByteBuffer.allocate(2 * Integer.BYTES + entries.length)
                    .putInt(below)
                    .putInt(keys)
                    .put(entries)
                    .array();
        }

        Page with(byte[] key) {
            byte[] longer =
                    ByteBuffer.allocate(entries.length + Integer.BYTES + key.length)
                            .put(entries)
                            .putInt(key.length)
                            .put(key)
                            .array();
            return new Page(below, keys + 1, longer);
        }

        byte[] first() {
            ByteBuffer blob = ByteBuffer.wrap(entries);
            byte[] key = new byte[blob.getInt()];
            blob.get(key);
            return key;
        }

        Page withoutFirst() {
            ByteBuffer blob = ByteBuffer.wrap(entries);
            int skip = Integer.BYTES + blob.getInt();
            byte[] shorter = new byte[entries.length - skip];
            blob.position(skip).get(shorter);
            return new Page(below, keys - 1, shorter);
        }
    }
}
