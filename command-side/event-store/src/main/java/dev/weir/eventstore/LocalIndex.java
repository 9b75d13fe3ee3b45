package dev.weir.eventstore;

import java.util.Optional;

/**
 * What a book must be able to find again without keeping it on heap: keys to small values. It is a
 * cache of the log: written only from {@link BookFold#apply}.
 *
 * <p>After a takeover from a snapshot the fold applies the tail of the log again while the index
 * may be further already, or be incomplete until it has been rebuilt. So what {@code apply} reads
 * here may decide only about what it writes here, and it asks {@link #isKnown} first.
 */
public interface LocalIndex {

    /**
     * The newest value that was put, also one that is not durable yet.
     *
     * @throws NotServingException with STARTING if it cannot tell yet
     */
    Optional<byte[]> get(String key);

    void put(String key, byte[] value);

    /** Nobody asks again for a key that begins so; its entry may go. */
    void drop(String prefix);

    /** Whether {@link #get} can tell. */
    boolean isKnown(String key);
}
