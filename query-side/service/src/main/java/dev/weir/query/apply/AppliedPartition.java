package dev.weir.query.apply;

import java.util.Optional;

/**
 * How far this node has applied one partition that it was assigned. Written by the applier's
 * thread, and by the polling thread when partitions are assigned; read by health checks.
 *
 * <p>A batch may be applied if it goes on where the last one ended. If it starts later, records are
 * missing between: they are fetched again from the position, and batches that were already queued
 * are dropped meanwhile. If the same record comes first once more, there was nothing between.
 */
final class AppliedPartition {
    private static final long NONE = -1;

    /** What to do with a batch. */
    enum Admission {
        APPLY,
        /** Fetch again from the position. */
        SEEK,
        /** The records before it are on their way. */
        DROP
    }

    private final long target;
    private final String lost;
    private long next;
    private long firstBehindGap = NONE;

    private AppliedPartition(long next, long target, String lost) {
        this.next = next;
        this.target = target;
        this.lost = lost;
    }

    /**
     * @param next offset that is applied next
     * @param target end of the partition when it was assigned, an offset
     */
    static AppliedPartition at(long next, long target) {
        return new AppliedPartition(next, target, null);
    }

    /** The stored position can't be continued; {@code reason} is for people. */
    static AppliedPartition lost(String reason) {
        return new AppliedPartition(NONE, NONE, reason);
    }

    Optional<String> lost() {
        return Optional.ofNullable(lost);
    }

    synchronized long next() {
        return next;
    }

    /** Everything that stood in the partition when it was assigned has been applied. */
    synchronized boolean caughtUp() {
        return lost == null && next >= target;
    }

    /**
     * @param first offset of the batch's first record that is not applied yet
     */
    synchronized Admission admit(long first) {
        if (first <= next || first == firstBehindGap) {
            firstBehindGap = NONE;
            return Admission.APPLY;
        }
        if (firstBehindGap != NONE && first > firstBehindGap) {
            return Admission.DROP;
        }
        firstBehindGap = first;
        return Admission.SEEK;
    }

    /** The stored position is this one now, moved by this node or by another. */
    synchronized void moveTo(long offset) {
        next = offset;
        firstBehindGap = NONE;
    }
}
