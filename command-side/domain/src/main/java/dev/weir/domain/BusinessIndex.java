package dev.weir.domain;

import java.util.Optional;

/**
 * What of one book must be found again but need not lie on the heap: transfer ids, account ids,
 * closed payments for ever, idempotency keys for a day. A cache of the log: replay writes the same
 * entries again.
 *
 * <p>While a book is folded again from a snapshot, its index may be further than its fold already,
 * or may not know an entry yet. So what the fold reads here may decide only about what it writes
 * here, never about what lies on the heap.
 */
public interface BusinessIndex {
    /**
     * The value last put under the key. Throws whatever its maker throws when it cannot tell (see
     * {@link #isKnown}); then nothing was changed and the command may be tried again.
     */
    Optional<byte[]> get(String key);

    /** Sets the value of the key. */
    void put(String key, byte[] value);

    /** Nobody asks again for a key that begins so; its entry may go. */
    default void drop(String prefix) {}

    /** Whether it can tell if there is an entry: not while it is being rebuilt. */
    default boolean isKnown(String key) {
        return true;
    }
}
