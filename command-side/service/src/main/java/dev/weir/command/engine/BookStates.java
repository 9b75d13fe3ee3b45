package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.domain.Book;
import dev.weir.domain.BusinessIndex;
import dev.weir.eventstore.BookDirectory;
import dev.weir.eventstore.BookFold;
import dev.weir.eventstore.BookFolds;
import dev.weir.eventstore.FoldSnapshots;
import dev.weir.eventstore.LocalIndex;
import java.util.Optional;
import org.axonframework.messaging.core.QualifiedName;

/** Folds the books of the domain inside the event store. */
final class BookStates implements BookFolds {
    private static final QualifiedName STATE = new QualifiedName("weir.internal.BookState");

    private final BookDirectory directory;
    private final ControlState control;

    BookStates(BookDirectory directory, ControlState control) {
        this.directory = directory;
        this.control = control;
    }

    @Override
    public String tagKey() {
        return AxonWiring.BOOK_TAG;
    }

    @Override
    public QualifiedName stateType() {
        return STATE;
    }

    @Override
    public BookFold create(String book, LocalIndex index) {
        if (book.equals(Topics.CONTROL_BOOK)) {
            return control.begin();
        }
        BookPlacement placement = directory.placements().get(book);
        boolean testClock = placement != null && placement.getTestClock();
        return new Fold(new Book(book, testClock, new Index(index)));
    }

    /** The control book finds everything on its heap. */
    @Override
    public boolean usesIndex(String book) {
        return !book.equals(Topics.CONTROL_BOOK);
    }

    private record Fold(Book book) implements BookFold {
        @Override
        public void apply(EventRecord record, Object event, String hash) {
            book.apply(record, (Message) event, hash);
        }

        @Override
        public Object state() {
            return book;
        }

        @Override
        public Optional<FoldSnapshots> snapshots() {
            return Optional.of(new BookSnapshotAdapter(book.snapshots()));
        }
    }

    private record Index(LocalIndex index) implements BusinessIndex {
        @Override
        public Optional<byte[]> get(String key) {
            return index.get(key);
        }

        @Override
        public void put(String key, byte[] value) {
            index.put(key, value);
        }

        @Override
        public void drop(String prefix) {
            index.drop(prefix);
        }

        @Override
        public boolean isKnown(String key) {
            return index.isKnown(key);
        }
    }
}
