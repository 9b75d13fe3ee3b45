package dev.weir.eventstore.verify;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Says every few seconds how far the reading is; nothing of a log that is read at once. */
final class ProgressLine {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream out;
    private final long start = System.nanoTime();
    private long last = start;

    ProgressLine(PrintStream out) {
        this.out = out;
    }

    /**
     * @param offsets a little more than the records to come: some are the ends of transactions
     */
    void show(long records, long offsets) {
        long now = System.nanoTime();
        if (now - last < EVERY_NANOS) {
            return;
        }
        last = now;
        long perSecond = records * TimeUnit.SECONDS.toNanos(1) / (now - start);
        out.printf("%,d records of at most %,d, %,d/s%n", records, offsets, perSecond);
    }
}
