package dev.weir.command.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ids as {@link UUID#randomUUID} makes them, of the same random bits, but drawn many at once: a
 * draw from the system's generator cost more than the id. Safe for all threads.
 */
public final class RandomIds implements Supplier<String> {
    private static final int DRAWN_BYTES = 4_096;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN_BYTES).position(DRAWN_BYTES);

    @Override
    public String get() {
        long high;
        long low;
        synchronized (drawn) {
            if (!drawn.hasRemaining()) {
                random.nextBytes(drawn.array());
                drawn.rewind();
            }
            high = drawn.getLong();
            low = drawn.getLong();
        }
        return new UUID(high & ~0xF000L | VERSION_4, low >>> 2 | VARIANT).toString();
    }
}
