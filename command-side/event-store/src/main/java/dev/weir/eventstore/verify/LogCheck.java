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
    private final Map<String, BookCheck> books = new TreeMap<>();
    private final Map<String, Integer> placements = new HashMap<>();
    private final InterbookCheck interbook;
    private long records;

    /** What is known of one book. */
    static final class BookCheck {
        final ChainCheck chain;
        final LedgerCheck ledger;
        final OutcomeCheck outcomes;
        int partition;

        BookCheck(String book, Findings findings) {
            chain = new ChainCheck(book, findings);
            ledger = new LedgerCheck(book, findings);
            outcomes = new OutcomeCheck(book, findings);
        }
    }

    LogCheck(Findings findings) {
        this(findings, 0);
    }

    /**
     * @param nowMicros see {@link InterbookCheck}
     */
    LogCheck(Findings findings, long nowMicros) {
        this.findings = findings;
        this.interbook = new InterbookCheck(findings, nowMicros);
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
        BookCheck book = books.computeIfAbsent(raw.book(), name -> new BookCheck(name, findings));
        book.partition = raw.partition();
        EventRecord record;
        try {
            record = EventRecord.parse(raw.key(), raw.headers(), raw.value());
        } catch (RuntimeException e) {
            findings.add(raw.book(), -1, at(raw) + e.getMessage());
            return;
        }
        book.chain.next(raw, record);
        Message event;
        try {
            event = EventTypes.parse(record.type(), record.value());
        } catch (IllegalArgumentException e) {
            findings.add(raw.book(), record.sequence(), e.getMessage());
            return;
        }
        try {
            book.ledger.next(record.sequence(), event);
        } catch (ArithmeticException e) {
            findings.add(raw.book(), record.sequence(), "an amount overflows");
        }
        book.outcomes.next(record, event);
        interbook.next(record, event);
        if (event instanceof BookOpened opened) {
            placements.put(opened.getBookId(), opened.getPartition());
        }
    }

    /** The log ends here. */
    void end() {
        interbook.end(books);
        books.forEach(
                (name, book) -> {
                    book.chain.end();
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

    private static String at(RawRecord raw) {
        return "partition " + raw.partition() + ", offset " + raw.offset() + ": ";
    }
}
