package dev.weir.eventstore;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Tells one fence, as every takeover by another node makes it, from two owners that fight. */
final class FenceCount {
    /** Fences of a partition within the window that are a fight. */
    private static final int FIGHT = 2;

    /** Two owners that step back for up to 2 s each fence each other well within it. */
    private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();

    private record Seen(long sinceNanos, int times) {}

    private final Map<Integer, Seen> seen = new HashMap<>();

    /** A partition was fenced: whether that was once too often. */
    synchronized boolean isRepeated(int partition) {
        return isRepeated(partition, System.nanoTime());
    }

    synchronized boolean isRepeated(int partition, long nowNanos) {
        Seen before = seen.get(partition);
        Seen now =
                before == null || nowNanos - before.sinceNanos() > WINDOW_NANOS
                        ? new Seen(nowNanos, 1)
                        : new Seen(before.sinceNanos(), before.times() + 1);
        if (now.times() >= FIGHT) {
            seen.remove(partition);
            return true;
        }
        seen.put(partition, now);
        return false;
    }
}
