package dev.weir.domain;

import java.util.Optional;

/**
 * What of one book must be found again for ever but need not lie on the heap: transfer ids, account
 * ids, closed payments. A cache of the log: replay writes the same entries again.
 */
public interface BusinessIndex {
    /** The value last put under the key. */
    Optional<byte[]> get(String key);

    /** Sets the value of the key. */
    void put(String key, byte[] value);
}
