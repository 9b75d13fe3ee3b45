package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.messaging.core.QualifiedName;

/** The folded state of the simulation: one balance a book, and the answer to every key. */
final class SimulatedLedger implements BookFold {
    static final QualifiedName STATE = new QualifiedName("test.Ledger");

    private final LocalIndex index;
    private final Map<String, Answer> answers = new HashMap<>();
    private Answer last = Answer.START;

    /**
     * What a command was told: the book's last record that it rests on and the balance behind it.
     */
    record Answer(long sequence, String hash, long balance) {
        static final Answer START = new Answer(-1, dev.weir.contract.log.RecordHash.NONE, 0);
    }

    SimulatedLedger(LocalIndex index) {
        this.index = index;
    }

    static BookFolds folds() {
        return new BookFolds() {
            @Override
            public String tagKey() {
                return "book";
            }

            @Override
            public QualifiedName stateType() {
                return STATE;
            }

            @Override
            public BookFold create(String book, LocalIndex index) {
                return new SimulatedLedger(index);
            }
        };
    }

    @Override
    public void apply(EventRecord record, Object event, String hash) {
        last =
                new Answer(
                        record.sequence(), hash, last.balance() + Long.parseLong(event.toString()));
        if (record.runIndex() == record.runLength() && !record.key().isEmpty()) {
            answers.put(record.key(), last);
            index.put(record.key(), hash.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Object state() {
        return this;
    }

    Answer last() {
        return last;
    }

    /** The answer to a key that is known; null otherwise. */
    Answer answer(String key) {
        Answer known = answers.get(key);
        boolean indexed =
                index.get(key)
                        .map(hash -> new String(hash, StandardCharsets.UTF_8))
                        .map(hash -> known != null && hash.equals(known.hash()))
                        .orElse(known == null);
        if (!indexed) {
            throw new AssertionError("the local index and the state differ about " + key);
        }
        return known;
    }

    Map<String, Answer> answers() {
        return answers;
    }
}
