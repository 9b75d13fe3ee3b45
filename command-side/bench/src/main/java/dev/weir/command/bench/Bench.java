package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BatchCall;
import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.engine.Platform;
import dev.weir.command.engine.RandomIds;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.log.Micros;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.OwnerMetrics;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A node as the service builds it, with one partition and one book, and calls into its desk. */
final class Bench implements AutoCloseable {
    static final String BOOK = "bench";
    private static final long START_SECONDS_MAX = 60;

    /** Accounts are opened in batches of so many, one behind the other. */
    private static final int OPENED_TOGETHER = 1_000;

    private final InstantSource clock = InstantSource.system();
    private final StoreTopics topics;
    private final Platform platform;

    /**
     * @param data where the local index lies, as on a node
     * @param stores makes the node of the event store
     */
    Bench(StoreTopics topics, Path data, Function<EventStoreSettings, EventStoreNode> stores)
            throws InterruptedException {
        this.topics = topics;
        this.platform =
                new Platform(
                        new Platform.Surroundings(
                                "bench", "", Optional.of(data), topics, 1, clock, new RandomIds()),
                        stores,
                        Optional.empty(),
                        new CommandMetrics(new SimpleMeterRegistry()));
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!platform.ready()) {
            if (System.nanoTime() > patience) {
                platform.close();
                throw new IllegalStateException("the log is not served within a minute");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        send(OpenBook.newBuilder().setBookId(BOOK).build()).toCompletableFuture().join();
    }

    StoreTopics topics() {
        return topics;
    }

    OwnerMetrics metrics() {
        return platform.node().metrics(0);
    }

    /** One command; the stage fails if it is not carried out. */
    CompletionStage<?> send(Message command) {
        return platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                BOOK,
                                command,
                                "",
                                "bench",
                                Micros.of(clock.instant())))
                .thenApply(
                        answer -> {
                            if (answer instanceof Answer.Done) {
                                return answer;
                            }
                            throw new IllegalStateException("refused: " + answer);
                        });
    }

    /** Many commands in one call; the stage fails if one of them is not carried out. */
    CompletionStage<?> sendTogether(List<Message> commands) {
        Batch.Builder batch = Batch.newBuilder().setBookId(BOOK);
        commands.forEach(command -> batch.addItems(item(command)));
        return platform.desk()
                .executeBatch(
                        new BatchCall(
                                BOOK,
                                batch.build(),
                                "",
                                "bench",
                                Micros.of(clock.instant()),
                                BearerToken.NONE))
                .thenApply(Bench::requireAll);
    }

    /** Opens the accounts {@code a<from>} to {@code a<until - 1>}. */
    void openAccounts(int from, int until) {
        for (int first = from; first < until; first += OPENED_TOGETHER) {
            List<CompletableFuture<?>> opened = new ArrayList<>();
            for (int n = first; n < Math.min(until, first + OPENED_TOGETHER); n++) {
                opened.add(send(Mix.open(BOOK, Mix.account(n))).toCompletableFuture());
            }
            CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new)).join();
        }
    }

    @Override
    public void close() {
        platform.close();
    }

    private static BatchItem item(Message command) {
        return switch (command) {
            case PostTransfer transfer -> BatchItem.newBuilder().setTransfer(transfer).build();
            case Deposit deposit -> BatchItem.newBuilder().setDeposit(deposit).build();
            case Withdraw withdraw -> BatchItem.newBuilder().setWithdraw(withdraw).build();
            default ->
                    throw new IllegalArgumentException(
                            "no load sends a batch of " + command.getClass());
        };
    }

    private static BatchReply requireAll(BatchReply reply) {
        reply.getOutcomesList()
                .forEach(
                        outcome -> {
                            if (!outcome.hasAccepted()) {
                                throw new IllegalStateException("refused: " + outcome);
                            }
                        });
        return reply;
    }
}
