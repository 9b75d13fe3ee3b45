package dev.weir.features;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys of a book's state: a code, then ids. Codes are on disk: permanent. Codes 1 to 15 are {@link
 * KeyKind}s.
 */
final class StateKey {
    static final int PROFILE = 16;
    static final int PAIR = 17;
    static final int PAYMENT = 18;
    static final int SESSION = 19;
    static final int HEALTH = 20;
    static final int FRAUDS = 21;
    private static final int CHUNK = 32;
    private static final int CHUNK_MAXIMA = 33;
    private static final int CLEAN_UP = 40;
    private static final int CLEAN_UP_PAGE = 41;
    private static final byte[] BOOK = {48};
    static final int AGING = 50;
    static final int USAGE = 51;

    private StateKey() {}

    static byte[] book() {
        return BOOK.clone();
    }

    static byte[] entity(KeyKind kind, String id) {
        return of(kind.code(), id);
    }

    static byte[] of(int code, String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put((byte) code).put(text).array();
    }

    /** The account's length stands before it, so that no two pairs run into one key. */
    static byte[] pair(KeyKind met, String account, String id) {
        byte[] first = account.getBytes(StandardCharsets.UTF_8);
        byte[] second = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + Integer.BYTES + first.length + second.length)
                .put((byte) PAIR)
                .put((byte) met.code())
                .putInt(first.length)
                .put(first)
                .put(second)
                .array();
    }

    static byte[] frauds(KeyKind kind, String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .put((byte) FRAUDS)
                .put((byte) kind.code())
                .put(text)
                .array();
    }

    /** The group's length stands before it, so that no two keys run into one. */
    static byte[] aging(String group, byte[] id) {
        byte[] name = group.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Short.BYTES + name.length + id.length)
                .put((byte) AGING)
                .putShort((short) name.length)
                .put(name)
                .put(id)
                .array();
    }

    static byte[] chunk(byte[] entity, long number) {
        return derived(CHUNK, entity, number);
    }

    static byte[] chunkMaxima(byte[] entity, long group) {
        return derived(CHUNK_MAXIMA, entity, group);
    }

    private static byte[] derived(int code, byte[] entity, long number) {
        return ByteBuffer.allocate(1 + Long.BYTES + entity.length)
                .put((byte) code)
                .put(entity)
                .putLong(number)
                .array();
    }

    static byte[] cleanUp(long bucket) {
        return ByteBuffer.allocate(1 + Long.BYTES).put((byte) CLEAN_UP).putLong(bucket).array();
    }

    static byte[] cleanUpPage(long bucket, int page) {
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES)
                .put((byte) CLEAN_UP_PAGE)
                .putLong(bucket)
                .putInt(page)
                .array();
    }
}
