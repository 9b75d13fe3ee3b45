package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.log.Micros;
import dev.weir.domain.Book;
import dev.weir.domain.ControlBook;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import dev.weir.eventstore.TakeoverFigures;
import dev.weir.features.rules.DefaultRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log on heap whose owners take each other over from snapshots, with the books of the domain. */
class PlatformSnapshotTest {
    @TempDir private Path data;
    private final MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
    private final AtomicLong ids = new AtomicLong();

    @Test
    void booksAndTheirKeysOutliveARestartWithoutAReplay() {
        CommandReply before;
        String book;
        String control;
        try (Platform first = start("here")) {
            awaitReady(first);
            done(send(first, OpenBook.newBuilder().setBookId("b").build(), ""));
            done(send(first, account(), ""));
            before = done(send(first, deposit("t1"), "key"));
            book = book(first);
            control = control(first);
        }
        try (Platform second = start("here")) {
            awaitReady(second);
            assertThat(takeover(second).path()).isEqualTo(TakeoverFigures.Path.SNAPSHOT);
            assertThat(takeover(second).events()).isEqualTo(1);
            assertThat(book(second)).isEqualTo(book);
            assertThat(control(second)).isEqualTo(control);
            assertThat(done(send(second, deposit("t1"), "key")))
                    .isEqualTo(before.toBuilder().setRepeated(true).build());
            assertThat(send(second, deposit("t2"), "key")).isInstanceOf(Answer.Refused.class);
            done(send(second, deposit("t3"), ""));
        }
        assertThat(logs.records(0).stream().filter(r -> r.type().endsWith("RuleActivated")))
                .as("the first rules are written once")
                .hasSize(DefaultRules.genesis().size());
    }

    @Test
    void aNodeWithoutTheLocalIndexAnswersTheSameOnceItIsRebuilt() {
        CommandReply before;
        try (Platform first = start("here")) {
            awaitReady(first);
            done(send(first, OpenBook.newBuilder().setBookId("b").build(), ""));
            done(send(first, account(), ""));
            before = done(send(first, deposit("t1"), "key"));
        }
        try (Platform elsewhere = start("elsewhere")) {
            awaitReady(elsewhere);
            assertThat(takeover(elsewhere).path())
                    .isEqualTo(TakeoverFigures.Path.SNAPSHOT_WITHOUT_INDEX);
            assertThat(done(sendUntilTaken(elsewhere, deposit("t1"), "key")))
                    .isEqualTo(before.toBuilder().setRepeated(true).build());
            assertThat(done(sendUntilTaken(elsewhere, deposit("t1"), "other")).getRepeated())
                    .isTrue();
        }
    }

    private Platform start(String folder) {
        return new Platform(
                new Platform.Surroundings(
                        "test",
                        "",
                        Optional.of(data.resolve(folder)),
                        StoreTopics.WEIR,
                        1,
                        InstantSource.system(),
                        () -> "id-" + ids.incrementAndGet()),
                settings -> EventStores.onHeap(logs, StoreTopics.WEIR, 1, settings),
                Optional.empty(),
                new CommandMetrics(new SimpleMeterRegistry()));
    }

    private static TakeoverFigures takeover(Platform platform) {
        return platform.node().metrics(0).takeover();
    }

    private static String book(Platform platform) {
        return ((Book) platform.node().state("b")).fingerprint();
    }

    private static String control(Platform platform) {
        return ((ControlBook) platform.node().state(Topics.CONTROL_BOOK)).fingerprint();
    }

    private static void awaitReady(Platform platform) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(platform::ready);
    }

    private static OpenAccount account() {
        return OpenAccount.newBuilder().setBookId("b").setAccountId("a").setCurrency("EUR").build();
    }

    private static Deposit deposit(String transfer) {
        return Deposit.newBuilder()
                .setBookId("b")
                .setTransferId(transfer)
                .setAccountId("a")
                .setAmountMinor(100)
                .setCurrency("EUR")
                .build();
    }

    /** As a client does: STARTING is to be tried again. */
    private static Answer sendUntilTaken(Platform platform, Message command, String key) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return send(platform, command, key);
            } catch (CompletionException e) {
                boolean starting =
                        e.getCause() instanceof ServiceException failure
                                && failure.error() == ServiceError.STARTING;
                if (!starting || System.nanoTime() > patience) {
                    throw e;
                }
            }
        }
    }

    private static Answer send(Platform platform, Message command, String key) {
        return platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                key,
                                "tester",
                                Micros.of(InstantSource.system().instant())))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static CommandReply done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).reply();
    }
}
