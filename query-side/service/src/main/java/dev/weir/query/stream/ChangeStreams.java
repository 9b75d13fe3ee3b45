package dev.weir.query.stream;

import dev.weir.query.Position;
import dev.weir.query.read.Snapshots;
import dev.weir.query.rest.Problem;
import dev.weir.query.wait.PositionWaits;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams of changes. Each client is served from the tables at its own pace: its next page is read
 * when it has taken the last one and the book has moved on. So there is no buffer that could run
 * over, nothing is lost between nodes, and a slow client sees fewer intermediate states.
 */
@ApplicationScoped
public class ChangeStreams {
    /**
     * Streams at once on this node; with the pauses below they cost at most 1,000 reads a second.
     */
    static final int STREAMS_MAX = 200;

    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);
    private static final int PAUSE_MILLIS = 10;

    private final PositionWaits waits;
    private final Snapshots snapshots;
    private final AtomicInteger open;

    ChangeStreams(PositionWaits waits, Snapshots snapshots, MeterRegistry registry) {
        this.waits = waits;
        this.snapshots = snapshots;
        this.open = registry.gauge("weir.streams.open", new AtomicInteger());
    }

    /** Where a stream stands; used by one thread at a time. */
    private static final class Place {
        private long sent;

        Place(long sent) {
            this.sent = sent;
        }
    }

    /**
     * Changes behind a sequence, without end. Items are batches; an empty one says that nothing
     * happened for a while.
     *
     * @param after null: from now on
     * @throws Problem BOOK_UNKNOWN, OVERLOADED
     */
    Multi<List<Change>> stream(String book, Long after, Set<String> kinds) throws SQLException {
        Snapshots.Snapshot<Boolean> now = snapshots.read(book, sql -> Boolean.TRUE);
        if (!now.isBookKnown()) {
            throw Problem.bookUnknown(book);
        }
        if (open.incrementAndGet() > STREAMS_MAX) {
            open.decrementAndGet();
            throw Problem.overloaded();
        }
        long start = Optional.ofNullable(after).orElse(now.sequence());
        return Multi.createBy()
                .repeating()
                .uni(() -> new Place(start), place -> next(book, place, kinds))
                .indefinitely()
                .onTermination()
                .invoke(open::decrementAndGet);
    }

    private Uni<List<Change>> next(String book, Place place, Set<String> kinds) {
        return waits.await(new Position(book, place.sent + 1), SILENCE_MAX)
                .chain(
                        woken ->
                                woken
                                        ? read(book, place, kinds)
                                        : Uni.createFrom().item(List.<Change>of()));
    }

    private Uni<List<Change>> read(String book, Place place, Set<String> kinds) {
        return Uni.createFrom()
                .item(
                        () -> {
                            try {
                                return page(book, place, kinds);
                            } catch (SQLException e) {
                                throw new IllegalStateException("changes can't be read", e);
                            }
                        })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(PAUSE_MILLIS + open.get()));
    }

    private List<Change> page(String book, Place place, Set<String> kinds) throws SQLException {
        Snapshots.Snapshot<Changes.Page> snapshot =
                snapshots.read(
                        book,
                        sql -> {
                            long reached =
                                    sql.first(
                                                    "SELECT sequence FROM book_progress WHERE book = ?",
                                                    row -> row.getLong(1),
                                                    book)
                                            .orElse(Position.NOTHING);
                            return Changes.after(sql, book, place.sent, reached, kinds);
                        });
        if (!snapshot.isBookKnown() || snapshot.sequence() <= place.sent) {
            // The tables went back behind what this node knew: they are being rebuilt.
            waits.forget(book);
            return List.of();
        }
        place.sent = snapshot.value().upTo();
        return snapshot.value().changes();
    }
}
