package dev.weir.eventstore;

import dev.weir.contract.log.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.messaging.core.QualifiedName;

/** Folds a book to the list of its payloads, and keeps each one's sequence in the local index. */
final class CountingFolds implements BookFolds {
    @Override
    public String tagKey() {
        return "book";
    }

    @Override
    public QualifiedName stateType() {
        return new QualifiedName("test.State");
    }

    @Override
    public BookFold create(String book, LocalIndex index) {
        List<String> state = new ArrayList<>();
        return new BookFold() {
            @Override
            public void apply(EventRecord record, Object event, String hash) {
                state.add(event.toString());
                index.put(
                        event.toString(),
                        Long.toString(record.sequence()).getBytes(StandardCharsets.UTF_8));
                String found =
                        new String(
                                index.get(event.toString()).orElseThrow(), StandardCharsets.UTF_8);
                if (!found.equals(Long.toString(record.sequence()))) {
                    throw new IllegalStateException("the index forgot " + event);
                }
            }

            @Override
            public Object state() {
                return state;
            }
        };
    }
}
