package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.engine.Platform;
import dev.weir.command.engine.RandomIds;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventTypes;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.StoreTopics;
import dev.weir.eventstore.TakeoverFigures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * One of two nodes that share one partition: the first takes it, fills a large book and is killed,
 * the second stands by. It writes to the engine, since no client could fill such a book in minutes;
 * the command that ends the takeover is a client's. Requests:
 *
 * <ul>
 *   <li>{@code fill accounts= transfers=}: opens so many accounts and writes so many transfers
 *   <li>{@code more accounts= from= transfers=}: writes transfers on, and tells the last sequence
 *   <li>{@code first}: answers when a command is acknowledged, with its sequence and what the
 *       takeover took
 * </ul>
 */
final class TakeoverWorker implements Answers {
    private static final String BOOK = "large";
    private static final int EVENTS_PER_APPEND = 1_000;
    private static final int APPENDS_WAITING = 10;
    private static final long RETRY_MILLIS = 20;
    private static final long PATIENCE_SECONDS = 120;

    private final InstantSource clock = InstantSource.system();
    private final Platform platform;

    /**
     * @param node its name; also that of its data folder, so that it has a local index of its own
     */
    TakeoverWorker(String bootstrap, String topic, Path folder, String node)
            throws InterruptedException {
        StoreTopics topics = StoreTopics.of(topic);
        this.platform =
                new Platform(
                        new Platform.Surroundings(
                                node, node, Optional.of(folder), topics, 1, clock, new RandomIds()),
                        settings ->
                                EventStores.sharedOnKafka(
                                        new KafkaSettings(bootstrap, topics), 1, settings),
                        Optional.empty(),
                        new CommandMetrics(new SimpleMeterRegistry()));
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!platform.ready()) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("the partition has no owner");
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
    }

    @Override
    public Map<String, Double> answer(Request request) throws InterruptedException {
        return switch (request.verb()) {
            case "fill" -> fill(request.number("accounts"), request.number("transfers"));
            case "more" ->
                    more(
                            request.number("accounts"),
                            request.number("from"),
                            request.number("transfers"));
            case "first" -> first();
            default -> throw new IllegalArgumentException("no such request: " + request.verb());
        };
    }

    @Override
    public void close() {
        platform.close();
    }

    private Map<String, Double> fill(long accounts, long transfers) {
        send(OpenBook.newBuilder().setBookId(BOOK).build()).join();
        long startNanos = System.nanoTime();
        append(LongStream.range(0, accounts), TakeoverWorker::opened);
        append(LongStream.range(0, transfers), i -> posted(i, accounts));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return Map.of("per_second", (accounts + transfers) / seconds);
    }

    private Map<String, Double> more(long accounts, long from, long transfers) {
        append(LongStream.range(from, from + transfers), i -> posted(i, accounts));
        return Map.of("sequence", (double) platform.node().position(BOOK).sequence());
    }

    /** Asks again and again, as a client does that is told to try again. */
    private Map<String, Double> first() throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        // Between accounts that are there: it writes one event, so that its sequence tells a loss.
        PostTransfer transfer =
                PostTransfer.newBuilder()
                        .setBookId(BOOK)
                        .addLegs(leg(1, -100))
                        .addLegs(leg(2, 100))
                        .build();
        double refused = 0;
        while (true) {
            try {
                Answer answer = send(transfer).join();
                if (!(answer instanceof Answer.Done done)) {
                    throw new IllegalStateException("refused: " + answer);
                }
                TakeoverFigures figures = platform.node().metrics(0).takeover();
                return Map.of(
                        "sequence", (double) done.reply().getSequence(),
                        "refused", refused,
                        "takeover_millis", (double) figures.millis(),
                        "read_millis", (double) figures.readMillis(),
                        "fill_millis", (double) figures.fillMillis(),
                        "replayed", (double) figures.events());
            } catch (CompletionException notYet) {
                if (System.nanoTime() > patience) {
                    throw notYet;
                }
                refused++;
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    private void append(LongStream numbers, LongFunction<Message> events) {
        ArrayDeque<CompletableFuture<?>> waiting = new ArrayDeque<>();
        List<TaggedEventMessage<?>> chunk = new ArrayList<>();
        Instant now = clock.instant();
        RandomIds ids = new RandomIds();
        numbers.forEach(
                number -> {
                    Message event = events.apply(number);
                    chunk.add(
                            new GenericTaggedEventMessage<>(
                                    new GenericEventMessage(
                                            ids.get(),
                                            new MessageType(EventTypes.nameOf(event)),
                                            event,
                                            Map.of(),
                                            now),
                                    Set.of(Tag.of("book", BOOK))));
                    if (chunk.size() == EVENTS_PER_APPEND) {
                        waiting.add(commit(List.copyOf(chunk)));
                        chunk.clear();
                        if (waiting.size() > APPENDS_WAITING) {
                            waiting.poll().join();
                        }
                    }
                });
        if (!chunk.isEmpty()) {
            waiting.add(commit(List.copyOf(chunk)));
        }
        waiting.forEach(CompletableFuture::join);
    }

    private CompletableFuture<?> commit(List<TaggedEventMessage<?>> events) {
        AppendTransaction<?> transaction =
                platform.node().engine().appendEvents(AppendCondition.none(), null, events).join();
        return transaction.commit(null);
    }

    private static Message opened(long number) {
        return AccountOpened.newBuilder()
                .setAccountId(accountId(number))
                .setCurrency("EUR")
                .setOverdraftUnlimited(true)
                .build();
    }

    private static Message posted(long number, long accounts) {
        return TransferPosted.newBuilder()
                .setTransferId(new UUID(17, number).toString())
                .addPostings(posting(number % accounts, -1))
                .addPostings(posting((number * 31 + 7) % accounts, 1))
                .build();
    }

    private static Posting posting(long account, long amountMinor) {
        return Posting.newBuilder()
                .setAccountId(accountId(account))
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .setBalanceAfterMinor(amountMinor)
                .build();
    }

    private static Leg leg(long account, long amountMinor) {
        return Leg.newBuilder()
                .setAccountId(accountId(account))
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    private static String accountId(long number) {
        return "account-%08d".formatted(number);
    }

    /** Only to this node: the stand-by hands nothing to the one that was killed. */
    private CompletableFuture<Answer> send(Message command) {
        return platform.localDesk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                "",
                                "bench",
                                0))
                .toCompletableFuture()
                .orTimeout(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS);
    }
}
