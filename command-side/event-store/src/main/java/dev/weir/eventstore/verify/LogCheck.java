package dev.weir.eventstore.verify;

import com.google.protobuf.Message;
import dev.weir.contract.control.v1.BookOpened;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Checks the records of the log as they come, book by book. Pure: no Kafka, no clock. */
final class LogCheck {
    private final Findings findings;
    private final FactStore facts;
    private final CheckpointCheck checkpoints;
    private final Map<String, BookCheck> books = new TreeMap<>();
    private final Map<String, Integer> placements = new HashMap<>();
    private final InterbookCheck interbook;
    private long records;

    /** What is known of one book. */
    static final class BookCheck {
        final ChainCheck chain;
        final LedgerCheck ledger;
        final OutcomeCheck outcomes;
        final HoldCheck holds;
        final TreeCheck tree;
        int partition;

        BookCheck(String book, Findings findings, FactStore facts, CheckpointCheck checkpoints) {
            chain = new ChainCheck(book, findings);
            ledger = new LedgerCheck(book, findings, facts);
            outcomes = new OutcomeCheck(book, findings, facts);
            holds = new HoldCheck(book, findings, facts);
            tree = new TreeCheck(book, findings, checkpoints);
        }
    }

    /** Judges what is new between books too, as of a log that is read whole. */
    LogCheck(Findings findings, FactStore facts, CheckpointCheck checkpoints) {
        this(findings, facts, checkpoints, InterbookCheck.ofWholeLog(findings, facts));
    }

    /**
     * @param checkpoints have been read to their end
     */
    LogCheck(
            Findings findings,
            FactStore facts,
            CheckpointCheck checkpoints,
            InterbookCheck interbook) {
        this.findings = findings;
        this.facts = facts;
        this.checkpoints = checkpoints;
        this.interbook = interbook;
    }

    CheckpointCheck checkpoints() {
        return checkpoints;
    }

    InterbookCheck interbook() {
        return interbook;
    }

    Map<String, BookCheck> books() {
        return books;
    }

    long records() {
        return records;
    }

    void next(RawRecord raw) {
        records++;
        findings.lookAt(raw);
        if (raw.key() == null || raw.value() == null) {
            findings.add(raw.book(), -1, "a record without a key or a value is no event");
            return;
        }
        BookCheck book = book(raw.book());
        book.partition = raw.partition();
        String hash = raw.hash();
        EventRecord record;
        try {
            record = EventRecord.parse(raw.key(), raw.headers(), raw.value());
        } catch (RuntimeException e) {
            findings.add(raw.book(), -1, e.getMessage());
            book.tree.next(raw, hash, -1);
            return;
        }
        book.chain.next(raw, record, hash);
        book.tree.next(raw, hash, record.sequence());
        Message event;
        try {
            event = EventTypes.parse(record.type(), record.value());
        } catch (IllegalArgumentException e) {
            findings.add(raw.book(), record.sequence(), e.getMessage());
            return;
        }
        try {
            book.ledger.next(record.sequence(), event);
            book.holds.next(record.sequence(), event);
            interbook.next(record, event);
        } catch (ArithmeticException e) {
            findings.add(raw.book(), record.sequence(), "an amount overflows");
        }
        book.outcomes.next(record, event);
        if (event instanceof BookOpened opened) {
            placements.put(opened.getBookId(), opened.getPartition());
        }
    }

    /**
     * The log ends here.
     *
     * @param coveredBeforeMillis records of a time before, milliseconds since 1970, must be covered
     *     by a checkpoint
     */
    void end(long coveredBeforeMillis) {
        findings.lookAtTheWhole();
        checkpoints.lasts().forEach(last -> book(last.getBook())); // one may have lost its records
        interbook.end(books.keySet());
        books.forEach(
                (name, book) -> {
                    book.chain.end();
                    book.tree.end(book.chain.lastSequence(), coveredBeforeMillis);
                    Integer placed = placements.get(name);
                    if (placed != null && placed != book.partition) {
                        findings.add(
                                name,
                                -1,
                                "was opened in partition "
                                        + placed
                                        + " and lies in "
                                        + book.partition);
                    }
                });
    }

    private BookCheck book(String name) {
        return books.computeIfAbsent(
                name, book -> new BookCheck(book, findings, facts, checkpoints));
    }
}
