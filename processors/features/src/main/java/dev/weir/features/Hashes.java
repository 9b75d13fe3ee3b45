package dev.weir.features;

/**
 * Ids as 64 bits, where only equality counts. Two ids fall together with a chance of one in 2^64;
 * then a distinct count is one too low, the same on every machine.
 */
final class Hashes {
    /** The hash of an empty id, and of no other but by that chance. */
    static final long EMPTY = 0;

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hashes() {}

    static long of(String id) {
        if (id.isEmpty()) {
            return EMPTY;
        }
        long hash = OFFSET;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
