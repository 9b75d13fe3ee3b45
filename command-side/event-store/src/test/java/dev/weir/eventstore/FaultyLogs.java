package dev.weir.eventstore;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Logs whose appends can be held up, or fail before or after they took place. */
final class FaultyLogs implements PartitionLogs {
    private final PartitionLogs logs;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile boolean holding;
    private volatile int failuresBefore;
    private volatile int aborts;
    private volatile boolean failsAfter;

    FaultyLogs(PartitionLogs logs) {
        this.logs = logs;
    }

    void hold() {
        held = new CountDownLatch(1);
    }

    /** Whether an append is being held up now. */
    boolean isHolding() {
        return holding;
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

    /** The next appends are aborted, for certain. */
    void abort(int times) {
        aborts = times;
    }

    /** The next append fails although it has taken place. */
    void failOnceAfter() {
        failsAfter = true;
    }

    @Override
    public Optional<SnapshotLog> snapshots(int partition) {
        return logs.snapshots(partition);
    }

    @Override
    public PartitionLog open(int partition) {
        return new ForwardingLog(logs.open(partition)) {
            @Override
            public long append(List<Outgoing> records) {
                holding = held.getCount() > 0;
                try {
                    held.await();
                    holding = false;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                if (aborts > 0) {
                    aborts--;
                    throw new AbortedException("aborted", null);
                }
                if (failuresBefore > 0) {
                    failuresBefore--;
                    throw new IllegalStateException("failed before");
                }
                long offset = super.append(records);
                if (failsAfter) {
                    failsAfter = false;
                    throw new IllegalStateException("failed after");
                }
                return offset;
            }
        };
    }
}
