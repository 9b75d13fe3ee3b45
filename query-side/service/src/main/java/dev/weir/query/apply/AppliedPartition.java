package dev.weir.query.apply;

import java.util.List;
import java.util.Optional;

/**
 * How far this node has applied one partition that it was assigned. Written by the applier's
 * thread, and by the polling thread when partitions are assigned; read by health checks.
 *
 * <p>A batch may be applied if it goes on where the last one ended. If it starts later, records are
 * missing between: they are fetched again from the position, and batches that were already queued
 * are dropped meanwhile. If the same record comes first once more, there was nothing between.
 *
 * <p>What a {@link Cut} withholds is kept here; the stored position stands before it.
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
    private long stored;
    private List<ReadView> withheld = List.of();
    private long firstBehindGap = NONE;

    private AppliedPartition(long next, long target, String lost) {
        this.next = next;
        this.stored = next;
        this.target = target;
        this.lost = lost;
    }

    /**
     * @param next offset that is read next
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

    /** Offset of the record that is taken next. */
    synchronized long next() {
        return next;
    }

    /** The position that the tables have, an offset: at {@link #next} or before it. */
    synchronized long stored() {
        return stored;
    }

    /** Records before {@link #next} that are not in the tables yet. */
    synchronized List<ReadView> withheld() {
        return withheld;
    }

    /**
     * Everything that stood in the partition when it was assigned has been applied, but for the
     * beginning of a run whose end has not come.
     */
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

    /**
     * @param end of the partition, an offset
     * @return records that the tables don't have yet
     */
    synchronized long behind(long end) {
        return Math.max(0, end - next) + withheld.size();
    }

    /**
     * The tables have what the cut shows.
     *
     * @param readTo behind the last record that was taken, an offset
     */
    synchronized void applied(long readTo, Cut cut) {
        next = readTo;
        stored = cut.position(readTo);
        withheld = cut.withheld();
        firstBehindGap = NONE;
    }

    /** Somebody else moved the stored position; what was withheld is read again from there. */
    synchronized void moveTo(long offset) {
        next = offset;
        stored = offset;
        withheld = List.of();
        firstBehindGap = NONE;
    }
}
