package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.json.MalformedBodyException;
import dev.weir.command.json.ProtoJson;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands and payments through a platform whose log is on heap, from JSON to JSON, before the
 * node is ready: without it the first payments took 2.5 s, most of it loading classes and compiling
 * the fallback's rules.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 400;

    /** A busy machine is not held up longer than that. */
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(4);

    private static final String BOOK = "warm-up";

    /** Arrived in 1970: the fallback comes at once, since nobody decides here. */
    private static final long LONG_AGO = 0;

    private final Platform platform;

    private WarmUp(Platform platform) {
        this.platform = platform;
    }

    /** Warms up what the surroundings' node will use, beside it. */
    static void before(Platform.Surroundings node) {
        try (Platform onHeap =
                new Platform(
                        new Platform.Surroundings(
                                node.node(),
                                node.address(),
                                Optional.empty(),
                                StoreTopics.WEIR,
                                1,
                                node.clock(),
                                node.ids()),
                        settings ->
                                EventStores.onHeap(
                                        new MemoryLogs(Topics.EVENTS),
                                        StoreTopics.WEIR,
                                        1,
                                        settings),
                        Optional.empty(),
                        new CommandMetrics(new SimpleMeterRegistry()))) {
            new WarmUp(onHeap).run();
        }
    }

    /** Never fails: a cold start is slow, not wrong. */
    private void run() {
        try {
            awaitServing();
            send(OpenBook.newBuilder().setBookId(BOOK).build());
            send(
                    OpenAccount.newBuilder()
                            .setBookId(BOOK)
                            .setAccountId("a")
                            .setCurrency("EUR")
                            .setOverdraftUnlimited(true)
                            .build());
            long end = System.nanoTime() + NANOS_MAX;
            for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
                send(deposit(round));
                send(payment(round));
            }
        } catch (CompletionException | MalformedBodyException e) {
            LOG.warn("the warm-up ended early: {}", e.toString());
        }
    }

    /** The log on heap is taken over within milliseconds. */
    private void awaitServing() {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!platform.ready() && System.nanoTime() < patience) {
            Thread.onSpinWait();
        }
    }

    private void send(Message command) throws MalformedBodyException {
        byte[] json = ProtoJson.write(command).getBytes(StandardCharsets.UTF_8);
        Message read = ProtoJson.read(json, command.getDefaultInstanceForType());
        CommandKind kind = CommandKind.of(read);
        CompletableFuture<?> answer =
                platform.desk()
                        .execute(new CommandCall(kind, BOOK, read, "", "warm-up", LONG_AGO))
                        .toCompletableFuture()
                        .orTimeout(5, TimeUnit.SECONDS);
        answer.join();
    }

    private static Message deposit(int round) {
        return Deposit.newBuilder()
                .setBookId(BOOK)
                .setTransferId("d" + round)
                .setAccountId("a")
                .setAmountMinor(100)
                .setCurrency("EUR")
                .build();
    }

    private static Message payment(int round) {
        return RequestPayment.newBuilder()
                .setBookId(BOOK)
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId("p" + round)
                                .setAccountId("a")
                                .setAmountMinor(100)
                                .setCurrency("EUR")
                                .setChannel(Channel.POS))
                .build();
    }
}
