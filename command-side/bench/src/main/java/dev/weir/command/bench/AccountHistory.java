package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.Micros;
import dev.weir.domain.Book;
import dev.weir.domain.BusinessIndex;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The product's domain for an engine that keeps no folded state: a book of one account, folded from
 * its events for every command.
 */
final class AccountHistory {
    private final Book book;
    private long next;

    AccountHistory(String account) {
        this.book = new Book(account, false, new HeapIndex());
    }

    Book book() {
        return book;
    }

    /** The event that comes next in the account's history. */
    void apply(Message event, Instant recorded) {
        String type = event.getDescriptorForType().getFullName();
        long micros = Micros.of(recorded);
        EventRecord record =
                new EventRecord(
                        book.id(),
                        next++,
                        "",
                        type,
                        micros,
                        micros,
                        "",
                        "",
                        1,
                        1,
                        "",
                        "",
                        List.of(),
                        Map.of(),
                        new byte[0]);
        // the hash is part of receipts, which this engine does not give
        book.apply(record, event, "none");
    }

    private static final class HeapIndex implements BusinessIndex {
        private final Map<String, byte[]> entries = new HashMap<>();

        @Override
        public Optional<byte[]> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        @Override
        public void put(String key, byte[] value) {
            entries.put(key, value);
        }
    }
}
