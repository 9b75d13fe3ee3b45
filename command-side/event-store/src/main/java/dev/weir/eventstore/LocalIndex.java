package dev.weir.eventstore;

import java.util.Optional;

/**
 * What a book must be able to find again for ever without keeping it on heap: keys to small values.
 * It is a cache of the log: written only from {@link BookFold#apply}, dropped and rebuilt with the
 * fold.
 */
public interface LocalIndex {

    /** The newest value that was put, also one that is not durable yet. */
    Optional<byte[]> get(String key);

    void put(String key, byte[] value);
}
