package dev.weir.query.rest;

import com.google.protobuf.Message;
import dev.weir.query.Position;
import dev.weir.query.read.Snapshots;
import dev.weir.query.wait.PositionWaits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Answers reads of a book: waits until the views have reached the wanted position, reads rows and
 * position in one snapshot, and answers only if that snapshot includes the position. So a write is
 * never missing from an answer that was asked to include it, whoever applied it and whatever was
 * restarted meanwhile.
 */
@ApplicationScoped
public class Answers {
    static final String WAITED_HEADER = "Weir-Waited-Millis";

    /**
     * A read beyond its wait: 5 s for a connection and 10 s for its longest statement, as
     * application.properties has them. Whatever holds it up, the reader is answered then.
     */
    private static final Duration READ_MAX = Duration.ofSeconds(15);

    private final Snapshots snapshots;
    private final PositionWaits waits;
    private final Duration readMax;
    private final Timer waited;

    @Inject
    Answers(Snapshots snapshots, PositionWaits waits, MeterRegistry registry) {
        this(snapshots, waits, registry, READ_MAX);
    }

    Answers(Snapshots snapshots, PositionWaits waits, MeterRegistry registry, Duration readMax) {
        this.readMax = readMax;
        this.snapshots = snapshots;
        this.waits = waits;
        this.waited =
                Timer.builder("weir.position.wait")
                        .description("wait of a read for the position that it must include")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
    }

    /** Fails with {@link Problem}, or with SQLException. */
    Uni<Response> book(String book, ReadRequest request, Snapshots.Query<? extends Message> query) {
        return this.<Message>book(book, request, query::read, Answers::json);
    }

    /** As the other, written by the renderer. */
    <M extends Message> Uni<Response> book(
            String book,
            ReadRequest request,
            Snapshots.Query<M> query,
            Function<M, Response.ResponseBuilder> renderer) {
        Optional<Position> wanted = request.wanted();
        if (wanted.isPresent() && !wanted.get().book().equals(book)) {
            throw Problem.fieldInvalid(
                    Position.HEADER, "it is of another book than the address, " + book);
        }
        return wanted.map(position -> waiting(position, request.longestWait(), query, renderer))
                .orElseGet(
                        () ->
                                within(
                                        readMax,
                                        blocking(
                                                () ->
                                                        at(
                                                                snapshots.read(book, query),
                                                                book,
                                                                0,
                                                                renderer))));
    }

    private <M extends Message> Uni<Response> waiting(
            Position wanted,
            Duration atMost,
            Snapshots.Query<M> query,
            Function<M, Response.ResponseBuilder> renderer) {
        if (waits.isFull()) {
            throw Problem.overloaded();
        }
        long started = System.nanoTime();
        return within(atMost.plus(readMax), reading(wanted, started, atMost, query, renderer))
                .onTermination()
                .invoke(() -> waited.record(System.nanoTime() - started, TimeUnit.NANOSECONDS));
    }

    private <M extends Message> Uni<Response> reading(
            Position wanted,
            long started,
            Duration atMost,
            Snapshots.Query<M> query,
            Function<M, Response.ResponseBuilder> renderer) {
        return waits.await(wanted, atMost.minusNanos(System.nanoTime() - started))
                .chain(
                        woken ->
                                blocking(
                                        () ->
                                                snapshots.read(
                                                        wanted.book(), wanted.sequence(), query)))
                .chain(
                        snapshot -> {
                            long millis =
                                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                            if (snapshot.sequence() >= wanted.sequence()) {
                                return Uni.createFrom()
                                        .item(at(snapshot, wanted.book(), millis, renderer));
                            }
                            if (millis >= atMost.toMillis()) {
                                throw Problem.positionNotReached(
                                        wanted, snapshot.sequence(), millis);
                            }
                            // Woken by a position that the tables have lost since.
                            waits.forget(wanted.book());
                            return reading(wanted, started, atMost, query, renderer);
                        });
    }

    /** An answer that is not about one book. */
    Uni<Response> plain(Work<? extends Message> work) {
        return within(readMax, blocking(() -> json(work.run()).build()));
    }

    private static <T> Uni<T> within(Duration atMost, Uni<T> answer) {
        return Uni.createFrom()
                .completionStage(
                        () ->
                                answer.subscribeAsCompletionStage()
                                        .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS))
                .onFailure(TimeoutException.class)
                .transform(late -> Problem.storeUnavailable());
    }

    private static <M extends Message> Response at(
            Snapshots.Snapshot<M> snapshot,
            String book,
            long waitedMillis,
            Function<M, Response.ResponseBuilder> renderer) {
        if (!snapshot.isBookKnown()) {
            throw Problem.bookUnknown(book);
        }
        return renderer.apply(snapshot.value())
                .header(Position.HEADER, new Position(book, snapshot.sequence()))
                .header(WAITED_HEADER, waitedMillis)
                .build();
    }

    static Response.ResponseBuilder json(Message message) {
        return Response.ok(ContractJson.print(message), MediaType.APPLICATION_JSON_TYPE);
    }

    /** Work that blocks, run by a worker. */
    interface Work<T> {
        T run() throws Exception;
    }

    static <T> Uni<T> blocking(Work<T> work) {
        return Uni.createFrom()
                .<T>emitter(
                        emitter -> {
                            try {
                                emitter.complete(work.run());
                            } catch (Exception e) {
                                emitter.fail(e);
                            }
                        })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
