package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.BookTransferState;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.Outgoing;
import dev.weir.eventstore.PartitionLog;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Money between books of a node whose log is on heap, and owners that stop at any step. */
class InterbookPlatformTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicLong ids = new AtomicLong();

    @Test
    void aTransferIsAnsweredAtOnceAndComesToItsEndByItself() {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(logs, 2)) {
            fund(platform);
            CommandReply reply = done(send(platform, transfer("t", "b", 300)));
            assertThat(reply.getBookTransfer().getState())
                    .isEqualTo(BookTransferState.BOOK_TRANSFER_STARTED);
            awaitClosed(logs, 2, 1);
            CommandReply again = done(send(platform, transfer("t", "b", 300)));
            assertThat(again.getRepeated()).isTrue();
            assertThat(again.getBookTransfer().getState())
                    .isEqualTo(BookTransferState.BOOK_TRANSFER_SETTLED);
            assertThat(platform.interbook().oldestSeconds(0)).isZero();
        }
        assertThat(balances(logs, 2))
                .containsEntry("one/a", 700L)
                .containsEntry("two/b", 300L)
                .containsEntry("one/transit:two:EUR", 300L)
                .containsEntry("two/transit:one:EUR", -300L);
    }

    /** Twelve that each waited for a tick of the housekeeping would take eleven seconds. */
    @Test
    void aTransferDoesNotWaitForTheHousekeeping() {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(logs, 2)) {
            fund(platform);
            long started = System.nanoTime();
            for (int i = 1; i <= 12; i++) {
                done(send(platform, transfer("t" + i, "b", 5)));
                awaitClosed(logs, 2, i);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void whereverTheOwnerStopsTheNextOneBringsTheTransferToItsEnd() {
        MemoryLogs whole = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(whole, 1)) {
            fund(platform);
            done(send(platform, transfer("good", "b", 300)));
            done(send(platform, transfer("bad", "nobody", 200)));
            awaitClosed(whole, 1, 2);
        }
        List<EventRecord> records = whole.records(0);
        int started = indexOf(records, "InterbookTransferStarted");
        for (int cut = started + 1; cut <= records.size(); cut++) {
            if (records.get(cut - 1).runIndex() != records.get(cut - 1).runLength()) {
                continue; // a run is one transaction
            }
            MemoryLogs logs = prefix(whole, cut);
            long begun = count(logs, 1, "InterbookTransferStarted");
            try (Platform next = start(logs, 1)) {
                awaitReady(next);
                awaitClosed(logs, 1, begun);
            }
            assertThat(count(logs, 1, "InterbookCredited")).as("cut at %s", cut).isEqualTo(1);
            assertThat(balances(logs, 1))
                    .as("cut at %s", cut)
                    .containsEntry("one/a", 700L)
                    .containsEntry("one/a held", 0L)
                    .containsEntry("two/b", 300L);
        }
    }

    @Test
    void nothingIsAskedOfTheOtherBookBeforeTheHoldIsDurable() {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        try (Platform platform = start(logs, 1, node -> durableWhen(node, durable))) {
            fund(platform);
            begin(platform, transfer("t", "b", 300));
            // Two ticks of the housekeeping, which asks again too.
            pause(2_500);
            assertThat(count(logs, 1, "InterbookCredited")).isZero();
            durable.complete(null);
            awaitClosed(logs, 1, 1);
        }
    }

    @Test
    void aTransferToAnUnknownBookOrToItselfIsRefused() {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(logs, 1)) {
            fund(platform);
            assertThat(refusal(send(platform, to("nowhere")))).isEqualTo(RefusalCode.BOOK_UNKNOWN);
            assertThat(refusal(send(platform, to("one")))).isEqualTo(RefusalCode.SAME_BOOK);
        }
    }

    @Test
    void aTransferThatTheOtherBookWasToldToRefuseIsReleased() {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(logs, 1)) {
            fund(platform);
            done(
                    send(
                            platform,
                            RefuseCredit.newBuilder()
                                    .setBookId("two")
                                    .setFromBook("one")
                                    .setTransferId("t")
                                    .build()));
            done(send(platform, transfer("t", "b", 300)));
            awaitClosed(logs, 1, 1);
            assertThat(done(send(platform, transfer("t", "b", 300))).getBookTransfer().getState())
                    .isEqualTo(BookTransferState.BOOK_TRANSFER_RELEASED);
        }
        assertThat(balances(logs, 1)).containsEntry("one/a", 1_000L).containsEntry("two/b", 0L);
    }

    /** {@code -Dtest.seed=N} runs another history. */
    @Test
    void noMoneyIsLostOrMadeHoweverOftenTheOwnerStops() {
        long seed = Long.getLong("test.seed", 7L);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(logs, 2)) {
            fund(platform);
        }
        for (int life = 0; life < 8; life++) {
            try (Platform platform = start(logs, 2)) {
                awaitReady(platform);
                for (int i = 0; i < 15; i++) {
                    String id = "t" + random.nextInt(60);
                    begin(platform, transfer(id, random.nextInt(4) == 0 ? "nobody" : "b", 5));
                    begin(platform, back(id, 3));
                }
                pause(random.nextInt(30));
            }
        }
        try (Platform last = start(logs, 2)) {
            awaitReady(last);
            awaitClosed(logs, 2, count(logs, 2, "InterbookTransferStarted"));
        }
        Map<String, Long> balances = balances(logs, 2);
        assertThat(balances.get("one/a") + balances.get("two/b"))
                .as("seed %s", seed)
                .isEqualTo(1_000);
        assertThat(balances.get("one/a held") + balances.get("two/b held")).isZero();
        assertThat(balances.get("one/transit:two:EUR") + balances.get("two/transit:one:EUR"))
                .as("seed %s", seed)
                .isZero();
        assertThat(count(logs, 2, "InterbookCredited"))
                .isEqualTo(count(logs, 2, "InterbookTransferSettled"))
                .isPositive();
    }

    @Test
    void movingATestClockWritesWhatBecameDueBeforeItIsAnswered() {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (Platform platform = start(logs, 1)) {
            awaitReady(platform);
            done(
                    send(
                            platform,
                            OpenBook.newBuilder().setBookId("clocked").setTestClock(true).build()));
            open(platform, "clocked", "a");
            deposit(platform, "clocked", "a", 1_000);
            long now = InstantSource.system().instant().getEpochSecond();
            done(
                    send(
                            platform,
                            HoldFunds.newBuilder()
                                    .setBookId("clocked")
                                    .setHoldId("h")
                                    .setAccountId("a")
                                    .setAmountMinor(10)
                                    .setCurrency("EUR")
                                    .setExpiresAt(seconds(now + 3_600))
                                    .build()));
            CommandReply moved =
                    done(
                            send(
                                    platform,
                                    MoveTestClock.newBuilder()
                                            .setBookId("clocked")
                                            .setNow(seconds(now + 7_200))
                                            .build()));
            EventRecord last = logs.records(0).getLast();
            assertThat(last.type()).endsWith("HeldFundsExpired");
            assertThat(moved.getPosition()).isEqualTo("clocked:" + last.sequence());
        }
    }

    private static com.google.protobuf.Timestamp seconds(long seconds) {
        return com.google.protobuf.Timestamp.newBuilder().setSeconds(seconds).build();
    }

    /** The node, as if nothing became durable before the future is done. */
    private static EventStoreNode durableWhen(
            EventStoreNode node, CompletableFuture<Void> durable) {
        return (EventStoreNode)
                Proxy.newProxyInstance(
                        EventStoreNode.class.getClassLoader(),
                        new Class<?>[] {EventStoreNode.class},
                        (proxy, method, arguments) -> {
                            try {
                                Object answer = method.invoke(node, arguments);
                                return method.getName().equals("durable") && !durable.isDone()
                                        ? durable
                                        : answer;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private Platform start(MemoryLogs logs, int partitions) {
        return start(logs, partitions, node -> node);
    }

    private Platform start(MemoryLogs logs, int partitions, UnaryOperator<EventStoreNode> asSeen) {
        return new Platform(
                new Platform.Surroundings(
                        "test",
                        "",
                        Optional.empty(),
                        StoreTopics.WEIR,
                        partitions,
                        InstantSource.system(),
                        () -> "id-" + ids.incrementAndGet()),
                settings ->
                        asSeen.apply(
                                EventStores.onHeap(logs, StoreTopics.WEIR, partitions, settings)),
                Optional.empty(),
                new CommandMetrics(new SimpleMeterRegistry()));
    }

    /** A log of the first records alone. */
    private static MemoryLogs prefix(MemoryLogs whole, int records) {
        MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
        try (PartitionLog log = logs.open(0)) {
            log.fence();
            List<Outgoing> all = new ArrayList<>(whole.others());
            for (EventRecord record : whole.records(0).subList(0, records)) {
                all.add(
                        new Outgoing(
                                Topics.EVENTS,
                                0,
                                record.recordedMicros() / 1_000,
                                record.book().getBytes(StandardCharsets.UTF_8),
                                record.headers(),
                                record.value()));
            }
            log.append(all);
        }
        return logs;
    }

    private void fund(Platform platform) {
        awaitReady(platform);
        for (String book : List.of("one", "two")) {
            done(send(platform, OpenBook.newBuilder().setBookId(book).build()));
        }
        open(platform, "one", "a");
        open(platform, "two", "b");
        deposit(platform, "one", "a", 1_000);
    }

    private static void awaitReady(Platform platform) {
        Awaitility.await().atMost(PATIENCE).until(platform::ready);
    }

    private static void awaitClosed(MemoryLogs logs, int partitions, long transfers) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> count(logs, partitions, "InterbookTransferClosed") == transfers);
    }

    private static long count(MemoryLogs logs, int partitions, String type) {
        return all(logs, partitions).stream()
                .filter(record -> record.type().endsWith("." + type))
                .count();
    }

    private static List<EventRecord> all(MemoryLogs logs, int partitions) {
        List<EventRecord> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.addAll(logs.records(partition));
        }
        return all;
    }

    private static int indexOf(List<EventRecord> records, String type) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).type().endsWith("." + type)) {
                return i;
            }
        }
        throw new AssertionError("no " + type);
    }

    /** Balances, and holds under "... held", of all accounts, as the log says last. */
    private static Map<String, Long> balances(MemoryLogs logs, int partitions) {
        Map<String, Long> balances = new TreeMap<>();
        for (EventRecord record : all(logs, partitions)) {
            Message event = EventTypes.parse(record.type(), record.value());
            if (event instanceof dev.weir.contract.ledger.v1.AccountOpened opened) {
                balances.put(record.book() + "/" + opened.getAccountId(), 0L);
                balances.put(record.book() + "/" + opened.getAccountId() + " held", 0L);
            }
            for (Object part : event.getAllFields().values()) {
                for (Object each : part instanceof Collection<?> many ? many : List.of(part)) {
                    if (each instanceof Posting leg) {
                        String account = record.book() + "/" + leg.getAccountId();
                        balances.put(account, leg.getBalanceAfterMinor());
                        balances.put(account + " held", leg.getHeldAfterMinor());
                    } else if (each instanceof HoldChange hold) {
                        balances.put(
                                record.book() + "/" + hold.getAccountId() + " held",
                                hold.getHeldAfterMinor());
                    }
                }
            }
        }
        return balances;
    }

    private static void open(Platform platform, String book, String account) {
        done(
                send(
                        platform,
                        OpenAccount.newBuilder()
                                .setBookId(book)
                                .setAccountId(account)
                                .setCurrency("EUR")
                                .build()));
    }

    private static void deposit(Platform platform, String book, String account, long minor) {
        done(
                send(
                        platform,
                        Deposit.newBuilder()
                                .setBookId(book)
                                .setAccountId(account)
                                .setAmountMinor(minor)
                                .setCurrency("EUR")
                                .build()));
    }

    private static SendToBook to(String book) {
        return transfer("x", "b", 5).toBuilder().setToBook(book).build();
    }

    private static SendToBook transfer(String id, String account, long minor) {
        return SendToBook.newBuilder()
                .setBookId("one")
                .setTransferId(id)
                .setFromAccountId("a")
                .setToBook("two")
                .setToAccountId(account)
                .setAmountMinor(minor)
                .setCurrency("EUR")
                .build();
    }

    private static SendToBook back(String id, long minor) {
        return transfer(id, "a", minor).toBuilder()
                .setBookId("two")
                .setFromAccountId("b")
                .setToBook("one")
                .build();
    }

    private static CompletableFuture<Answer> begin(Platform platform, Message command) {
        return platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                "",
                                "tester",
                                Micros.of(InstantSource.system().instant())))
                .toCompletableFuture();
    }

    private static Answer send(Platform platform, Message command) {
        return begin(platform, command).orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static CommandReply done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).reply();
    }

    private static RefusalCode refusal(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
