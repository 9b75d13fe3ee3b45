package dev.weir.eventstore;

import dev.weir.contract.log.RecordHash;
import dev.weir.contract.store.v1.LogAnchor;

/**
 * A place in a partition of the log, recognisable by the record before it: so a cache that was kept
 * from another log is told from one of this.
 *
 * @param next offset from which on nothing is known
 * @param lastOffset offset of the last record before it; -1: there is none
 * @param lastHash hash of that record, 64 hex digits
 */
record LogPosition(long next, long lastOffset, String lastHash) {
    static final LogPosition START = new LogPosition(0, -1, RecordHash.NONE);

    static LogPosition after(long offset, String hash) {
        return new LogPosition(offset + 1, offset, hash);
    }

    static LogPosition of(LogAnchor anchor, long next) {
        return new LogPosition(next, anchor.getOffset(), anchor.getRecordHash());
    }

    LogAnchor anchor() {
        return LogAnchor.newBuilder().setOffset(lastOffset).setRecordHash(lastHash).build();
    }
}
