package dev.weir.eventstore.verify;

import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.Micros;
import dev.weir.contract.log.RecordHash;

/**
 * One book's records, one after another: dense sequence, hash chain, recorded time, whole runs, one
 * partition. After a break it goes on from the record as it stands, so that one fault is named
 * once.
 */
final class ChainCheck {
    private final String book;
    private final Findings findings;
    private int partition = -1;
    private long lastSequence = -1;
    private String lastPlace = "";
    private String lastHash = RecordHash.NONE;
    private long lastRecordedMicros = Long.MIN_VALUE;
    private int runIndex;
    private int runLength;

    ChainCheck(String book, Findings findings) {
        this.book = book;
        this.findings = findings;
    }

    long lastSequence() {
        return lastSequence;
    }

    /**
     * @param hash of the record's bytes as they are
     */
    void next(RawRecord raw, EventRecord record, String hash) {
        checkPlace(raw, record);
        checkSequence(record);
        checkHash(record);
        checkTime(record);
        checkRun(record);
        lastSequence = record.sequence();
        lastHash = hash;
        lastPlace = raw.place();
        lastRecordedMicros = record.recordedMicros();
        runIndex = record.runIndex();
        runLength = record.runLength();
    }

    /** The log ends here. */
    void end() {
        if (runIndex != runLength) {
            problem(lastSequence, "the run ends with record " + runIndex + " of " + runLength);
        }
    }

    private void checkPlace(RawRecord raw, EventRecord record) {
        if (!raw.source().equals("/books/" + book)) {
            problem(record.sequence(), "ce_source says " + raw.source());
        }
        if (partition >= 0 && partition != raw.partition()) {
            problem(
                    record.sequence(),
                    "lies in partition "
                            + raw.partition()
                            + ", the records before in "
                            + partition);
        }
        partition = raw.partition();
    }

    private void checkSequence(EventRecord record) {
        long expected = lastSequence + 1;
        if (record.sequence() > expected) {
            problem(
                    record.sequence(),
                    record.sequence() - expected == 1
                            ? "record " + expected + " before it is missing"
                            : "records "
                                    + expected
                                    + " to "
                                    + (record.sequence() - 1)
                                    + " before it are missing");
        } else if (record.sequence() < expected) {
            problem(
                    record.sequence(),
                    "stands behind record " + lastSequence + ": repeated or out of order");
        }
    }

    private void checkHash(EventRecord record) {
        if (record.previousHash().equals(lastHash)) {
            return;
        }
        if (lastSequence >= 0 && record.sequence() == lastSequence + 1) {
            findings.add(
                    book,
                    lastSequence,
                    lastPlace,
                    "was altered or replaced: the hash chain is broken, record "
                            + record.sequence()
                            + " continues another one");
        } else {
            problem(
                    record.sequence(),
                    "the hash chain is broken: it continues another record than the one before it, "
                            + (lastSequence < 0 ? "the beginning" : lastSequence));
        }
    }

    private void checkTime(EventRecord record) {
        if (record.recordedMicros() < lastRecordedMicros) {
            problem(
                    record.sequence(),
                    "recorded at "
                            + Micros.format(record.recordedMicros())
                            + ", before the record in front of it");
        }
    }

    private void checkRun(EventRecord record) {
        boolean begins = runIndex == runLength;
        boolean fits =
                begins
                        ? record.runIndex() == 1 && record.runLength() >= 1
                        : record.runIndex() == runIndex + 1 && record.runLength() == runLength;
        if (!fits) {
            problem(
                    record.sequence(),
                    "record "
                            + record.runIndex()
                            + " of a run of "
                            + record.runLength()
                            + " stands behind record "
                            + runIndex
                            + " of "
                            + runLength);
        }
    }

    private void problem(long sequence, String what) {
        findings.add(book, sequence, what);
    }
}
