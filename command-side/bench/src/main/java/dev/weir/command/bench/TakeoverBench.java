package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.engine.Platform;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenBook;
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
 * Takeover of a large book, by a process of its own. {@code fill} writes the book, waits for a
 * snapshot, writes what a snapshot of some age has behind it, and dies without a clean end; {@code
 * take} is the process that comes after. With another data folder it has no local index.
 */
public final class TakeoverBench {
    private static final String BOOK = "large";
    private static final int EVENTS_PER_APPEND = 1_000;
    private static final int APPENDS_WAITING = 10;

    private final Platform platform;

    private TakeoverBench(Platform platform) {
        this.platform = platform;
    }

    public static void main(String[] args) throws Exception {
        boolean fills = args.length == 7 && args[0].equals("fill");
        if (!fills && !(args.length == 4 && args[0].equals("take"))) {
            System.err.println(
                    "usage: TakeoverBench fill BOOTSTRAP TOPIC DATA ACCOUNTS TRANSFERS BEHIND\n"
                            + "       TakeoverBench take BOOTSTRAP TOPIC DATA");
            System.exit(2);
        }
        long startNanos = System.nanoTime();
        TakeoverBench bench = new TakeoverBench(start(args[1], args[2], Path.of(args[3])));
        bench.awaitReady();
        if (fills) {
            bench.fill(Long.parseLong(args[4]), Long.parseLong(args[5]), Long.parseLong(args[6]));
        } else {
            bench.take(startNanos);
        }
        // As a kill would: no last snapshot.
        Runtime.getRuntime().halt(0);
    }

    private static Platform start(String bootstrap, String topic, Path data) {
        StoreTopics topics = StoreTopics.of(topic);
        return new Platform(
                new Platform.Surroundings(
                        "bench",
                        "",
                        Optional.of(data),
                        topics,
                        1,
                        InstantSource.system(),
                        () -> UUID.randomUUID().toString()),
                settings -> EventStores.onKafka(new KafkaSettings(bootstrap, topics), 1, settings),
                Optional.empty(),
                new CommandMetrics(new SimpleMeterRegistry()));
    }

    private void awaitReady() throws InterruptedException {
        while (!platform.ready()) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private void fill(long accounts, long transfers, long behind) throws InterruptedException {
        send(OpenBook.newBuilder().setBookId(BOOK).build());
        long before = usedBytes();
        long startNanos = System.nanoTime();
        append(LongStream.range(0, accounts), TakeoverBench::opened);
        long after = usedBytes();
        System.out.printf("heap bytes per account: %d%n", (after - before) / accounts);
        append(LongStream.range(0, transfers), i -> posted(i, accounts));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        System.out.printf(
                "written: %d events in %.1f s, %.0f/s%n",
                accounts + transfers, seconds, (accounts + transfers) / seconds);
        // The interval is 30 s: two rounds end for certain within it and what they take.
        TimeUnit.SECONDS.sleep(90);
        append(LongStream.range(transfers, transfers + behind), i -> posted(i, accounts));
        System.out.printf("heap used at the end: %d MiB%n", usedBytes() >> 20);
    }

    private void take(long startNanos) throws InterruptedException {
        long readyNanos = System.nanoTime();
        Deposit.Builder deposit =
                Deposit.newBuilder()
                        .setBookId(BOOK)
                        .setAccountId(accountId(1))
                        .setAmountMinor(100)
                        .setCurrency("EUR");
        int refused = 0;
        while (true) {
            try {
                send(deposit.setTransferId(UUID.randomUUID().toString()).build());
                break;
            } catch (RuntimeException starting) {
                refused++;
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        TakeoverFigures figures = platform.node().metrics(0).takeover();
        System.out.printf(
                "%s; ready after %d ms, first command acknowledged after %d ms (%d refused)%n",
                figures,
                TimeUnit.NANOSECONDS.toMillis(readyNanos - startNanos),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                refused);
        System.out.printf("heap used: %d MiB%n", usedBytes() >> 20);
    }

    private void append(LongStream numbers, LongFunction<Message> events) {
        ArrayDeque<CompletableFuture<?>> waiting = new ArrayDeque<>();
        List<TaggedEventMessage<?>> chunk = new ArrayList<>();
        Instant now = Instant.now();
        numbers.forEach(
                number -> {
                    Message event = events.apply(number);
                    chunk.add(
                            new GenericTaggedEventMessage<>(
                                    new GenericEventMessage(
                                            UUID.randomUUID().toString(),
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

    private static String accountId(long number) {
        return "account-%08d".formatted(number);
    }

    private void send(Message command) {
        platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                "",
                                "bench",
                                0))
                .toCompletableFuture()
                .orTimeout(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static long usedBytes() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
