package dev.weir.command.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Ids for the items of an atomic batch that have none. Under a key they follow from the key and the
 * content, so that a repeat of the batch names the same ids without anything being kept of them.
 *
 * @param stem what the ids of a batch have in common
 */
record AtomicIds(String stem) {
    private static final int BYTES = 16;

    static AtomicIds of(String key, String batchHash, Supplier<String> ids) {
        return new AtomicIds(key.isEmpty() ? ids.get() : digest(key + '\n' + batchHash));
    }

    String ofItem(int item) {
        return stem + "-" + item;
    }

    private static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
