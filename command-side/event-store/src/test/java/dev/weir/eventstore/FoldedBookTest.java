package dev.weir.eventstore;

import static dev.weir.eventstore.Appends.appended;
import static dev.weir.eventstore.Appends.event;
import static dev.weir.eventstore.Appends.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.eventstore.Appends.Sourced;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldedBookTest {
    private static final Tag A = Tag.of("book", "a");
    private static final Tag B = Tag.of("book", "b");
    private static final EventCriteria BOOK_A = EventCriteria.havingTags(A);

    @TempDir private Path folder;
    private final StoreTopics topics = TestStores.freshTopics();
    private final MemoryLogs logs = new MemoryLogs(topics.events());
    private final BookDirectory books = new BookDirectory();
    private EventStoreNode node;
    private KafkaEventStorageEngine engine;

    @BeforeEach
    void open() {
        for (String book : List.of("a", "b")) {
            books.put(BookPlacement.newBuilder().setBook(book).build());
        }
        node = TestStores.onHeap(logs, topics, settings());
        engine = node.engine();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private EventStoreSettings settings() {
        return EventStoreSettings.defaults("test", BookResolver.byTag("book"), books)
                .withPayloads(new TextPayloads())
                .withFolds(new CountingFolds())
                .withIndexFolder(folder)
                .withAlongside(
                        record ->
                                record.type().equals("BookOpened")
                                        ? List.of(placement(record.sequence()))
                                        : List.of());
    }

    private Outgoing placement(long sequence) {
        return new Outgoing(
                topics.books(),
                -1,
                0,
                "c".getBytes(StandardCharsets.UTF_8),
                List.of(),
                BookPlacement.newBuilder()
                        .setBook("c")
                        .setControlSeq(sequence)
                        .build()
                        .toByteArray());
    }

    @Test
    void sourcesTheFoldedStateAsTheOnlyEvent() throws Exception {
        appended(engine, AppendCondition.none(), event("1", A), event("2", A));
        appended(engine, AppendCondition.none(), event("3", B));

        Sourced sourced = source(engine, BOOK_A);

        assertThat(sourced.events()).hasSize(1);
        assertThat(sourced.events().getFirst().type().qualifiedName())
                .isEqualTo(new QualifiedName("test.State"));
        assertThat(sourced.payloads()).containsExactly(List.of("1", "2"));
        assertThat(sourced.events().getFirst().payload()).isSameAs(node.state("a"));
        assertThat(logs.records(0)).hasSize(3);
    }

    @Test
    void refusesAStaleMarkerOfAFoldedBookAndLeavesOtherBooksAlone() throws Exception {
        Sourced stale = source(engine, BOOK_A);
        appended(engine, AppendCondition.none(), event("1", B));
        AppendCondition condition = AppendCondition.withCriteria(BOOK_A).withMarker(stale.marker());
        appended(engine, condition, event("2", A));

        assertThatThrownBy(() -> appended(engine, condition, event("3", A)))
                .hasCauseInstanceOf(AppendEventsTransactionRejectedException.class);
        assertThat(node.position("a").sequence()).isZero();
    }

    @Test
    void refusesCriteriaThatItKeepsNoIndexFor() {
        assertThatThrownBy(() -> source(engine, EventCriteria.havingTags(A, Tag.of("x", "y"))))
                .rootCause()
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("exactly one tag 'book'");
    }

    @Test
    void refusesToMixBooks() throws Exception {
        assertThat(Appends.append(engine, AppendCondition.none(), event("1", A), event("2", B)))
                .failsWithin(java.time.Duration.ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("of one book");
        Sourced ofB = source(engine, EventCriteria.havingTags(B));
        assertThatThrownBy(
                        () ->
                                appended(
                                        engine,
                                        AppendCondition.withCriteria(BOOK_A)
                                                .withMarker(ofB.marker()),
                                        event("1", A)))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("position of book b was used for book a");
    }

    @Test
    void foldsAgainToTheSameStateAfterATakeover() throws Exception {
        appended(engine, AppendCondition.none(), event("1", A));
        appended(engine, AppendCondition.none(), event("2", B), event("3", B));
        Object before = List.copyOf((List<?>) node.state("b"));
        BookPosition position = node.position("b");
        node.close();

        node = TestStores.onHeap(logs, topics, settings());

        assertThat(node.state("b")).isEqualTo(before);
        assertThat(node.position("b")).isEqualTo(position);
        assertThat(node.booksOf(0)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void findsABookThatWasOpenedAMomentAgo() throws Exception {
        assertThatThrownBy(() -> node.partitionOf("c")).isInstanceOf(NotServingException.class);

        appended(engine, AppendCondition.none(), event("BookOpened", "c", A));

        assertThat(node.partitionOf("c")).isZero();
        assertThat(logs.others())
                .filteredOn(record -> record.topic().equals(topics.books()))
                .hasSize(1);
    }

    @Test
    void liftsATimeThatWouldRunBack() throws Exception {
        appended(engine, AppendCondition.none(), event("1", A));
        long first = node.position("a").recordedMicros();
        appended(
                engine,
                AppendCondition.none(),
                new GenericTaggedEventMessage<>(
                        new GenericEventMessage(
                                "id",
                                new MessageType("Happened"),
                                "2",
                                Map.of(),
                                Appends.TIME.minusSeconds(5)),
                        Set.of(A)));

        assertThat(node.position("a").recordedMicros()).isEqualTo(first);
    }

    @Test
    void makesARunOfNeighboursUnderOneNameAndOfAnAppendWithoutNames() throws Exception {
        appended(engine, AppendCondition.none(), event("1", A), event("2", A));
        appended(engine, AppendCondition.none(), named("3", "x"), named("4", "y"), named("5", "y"));

        assertThat(logs.records(0))
                .extracting(record -> record.runIndex() + "/" + record.runLength())
                .containsExactly("1/2", "2/2", "1/1", "1/2", "2/2");
        assertThat(logs.records(0).getLast().metadata()).isEmpty();
    }

    private static TaggedEventMessage<?> named(String payload, String run) {
        return new GenericTaggedEventMessage<>(
                new GenericEventMessage(
                        "id-" + payload,
                        new MessageType("Happened"),
                        payload,
                        Map.of(EventMetadata.RUN, run),
                        Appends.TIME),
                Set.of(A));
    }
}
