package dev.weir.eventstore;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Logs on heap whose appends can be held up, or fail before or after they took place. */
final class FaultyLogs implements PartitionLogs {
    private final MemoryLogs logs;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile int failuresBefore;
    private volatile boolean failsAfter;

    FaultyLogs(MemoryLogs logs) {
        this.logs = logs;
    }

    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    /** The next append fails and has not taken place. */
    void failOnceBefore() {
        failBefore(1);
    }

    /** The next appends fail and have not taken place. */
    void failBefore(int times) {
        failuresBefore = times;
    }

    /** The next append fails although it has taken place. */
    void failOnceAfter() {
        failsAfter = true;
    }

    @Override
    public PartitionLog open(int partition) {
        PartitionLog log = logs.open(partition);
        return new PartitionLog() {
            @Override
            public void fence() {
                log.fence();
            }

            @Override
            public long epoch() {
                return log.epoch();
            }

            @Override
            public long end() {
                return log.end();
            }

            @Override
            public void read(long from, long until, Consumer<Entry> consumer) {
                log.read(from, until, consumer);
            }

            @Override
            public long append(List<Outgoing> records) {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                if (failuresBefore > 0) {
                    failuresBefore--;
                    throw new IllegalStateException("failed before");
                }
                long offset = log.append(records);
                if (failsAfter) {
                    failsAfter = false;
                    throw new IllegalStateException("failed after");
                }
                return offset;
            }

            @Override
            public void readOther(String topic, Consumer<byte[]> values) {
                log.readOther(topic, values);
            }

            @Override
            public Tail tail(long from) {
                return log.tail(from);
            }

            @Override
            public void close() {
                log.close();
            }
        };
    }
}
