package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.AddBookListEntries;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.DefineList;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.NewListEntry;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.control.v1.EntityKind;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.domain.Limits;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A node whose log is on heap, and a second owner of that log that goes on where it stopped. */
class PlatformTest {
    private final MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
    private final AtomicLong ids = new AtomicLong();
    private volatile Duration backlog = Duration.ZERO;

    @Test
    void writesTheFirstRulesOnce() {
        try (Platform first = start()) {
            awaitReady(first);
        }
        long events = logs.records(0).size();
        try (Platform second = start()) {
            awaitReady(second);
        }
        Genesis genesis = Genesis.standard();
        // A model is registered, approved and promoted.
        assertThat(events).isEqualTo(genesis.rules().size() + genesis.policies().size() + 3);
        assertThat(logs.records(0)).hasSize((int) events);
    }

    @Test
    void remembersKeysAndIdsAcrossARestart() {
        CommandReply before;
        try (Platform first = start()) {
            awaitReady(first);
            openAccount(first);
            before = done(send(first, deposit(100), "key"));
        }
        try (Platform second = start()) {
            awaitReady(second);
            CommandReply again = done(send(second, deposit(100), "key"));
            assertThat(again).isEqualTo(before.toBuilder().setRepeated(true).build());
            assertThat(send(second, deposit(200), "key")).isInstanceOf(Answer.Refused.class);
        }
    }

    @Test
    void decidesAPaymentThatTheFormerOwnerLeftPending() {
        try (Platform first = start()) {
            awaitReady(first);
            openAccount(first);
            done(send(first, deposit(10_000), ""));
            CompletableFuture<Answer> pending = begin(first, payment(60_000), "");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> types().contains("PaymentRequested"));
            assertThat(pending).isNotDone();
        }
        assertThat(types()).doesNotContain("PaymentApproved");
        try (Platform second =
                start(InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2)))) {
            awaitReady(second);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> types().contains("PaymentApproved"));
            CommandReply again = done(send(second, payment(60_000), ""));
            assertThat(again.getPayment().getBasis()).isEqualTo(DecisionBasis.FALLBACK);
            assertThat(again.getRepeated()).isTrue();
        }
    }

    @Test
    void whatIsDueByTimeAloneIsWrittenWithoutACommand() {
        try (Platform first = start()) {
            awaitReady(first);
            openAccount(first);
            done(send(first, deposit(10_000), "key"));
            Instant tomorrow = InstantSource.system().instant().plus(Duration.ofDays(1));
            HoldFunds hold =
                    HoldFunds.newBuilder()
                            .setBookId("b")
                            .setHoldId("h")
                            .setAccountId("a")
                            .setAmountMinor(10)
                            .setCurrency("EUR")
                            .setExpiresAt(
                                    Timestamp.newBuilder().setSeconds(tomorrow.getEpochSecond()))
                            .build();
            done(send(first, hold, ""));
        }
        assertThat(types()).doesNotContain("HeldFundsExpired", "IdempotencyKeysExpired");
        try (Platform second =
                start(InstantSource.offset(InstantSource.system(), Duration.ofDays(30)))) {
            awaitReady(second);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(
                            () ->
                                    assertThat(types())
                                            .containsOnlyOnce(
                                                    "HeldFundsExpired", "IdempotencyKeysExpired"));
        }
    }

    @Test
    void stampsPaymentsWithTheControlBookInForceAlsoAfterARestart() {
        try (Platform first = start()) {
            awaitReady(first);
            openAccount(first);
        }
        long control =
                logs.records(0).stream()
                        .filter(record -> record.book().equals(Topics.CONTROL_BOOK))
                        .mapToLong(EventRecord::sequence)
                        .max()
                        .orElseThrow();
        try (Platform second = start()) {
            awaitReady(second);
            done(send(second, deposit(10_000), ""));
            done(send(second, payment(100), ""));
        }
        EventRecord requested =
                logs.records(0).stream()
                        .filter(record -> record.type().endsWith(".PaymentRequested"))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        ((PaymentRequested) EventTypes.parse(requested.type(), requested.value()))
                                .getControlSeq())
                .isEqualTo(control);
    }

    @Test
    void refusesALivePaymentBehindALongBacklogAndTakesEverythingElse() {
        try (Platform platform = start()) {
            awaitReady(platform);
            openAccount(platform);
            backlog = Duration.ofSeconds(1);

            assertThat(begin(platform, payment(100), ""))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withMessageContaining("OVERLOADED");
            done(send(platform, deposit(10_000), ""));
            backlog = Duration.ZERO;
            done(send(platform, payment(100), ""));
        }
        assertThat(types()).containsOnlyOnce("PaymentRequested");
    }

    @Test
    void entriesOfALargeListWaitForTheirPaceAndAreRefusedBeyondASecondOfIt() {
        int calls = 40;
        try (Platform platform = start()) {
            awaitReady(platform);
            openAccount(platform);
            done(send(platform, list(), ""));
            List<CompletableFuture<Answer>> answers =
                    IntStream.range(0, calls)
                            .mapToObj(i -> begin(platform, entries(i), "entries-" + i))
                            .toList();
            done(send(platform, deposit(100), ""));
            List<Integer> refused =
                    IntStream.range(0, calls)
                            .filter(i -> isOverloaded(answers.get(i)))
                            .boxed()
                            .toList();
            assertThat(refused).isNotEmpty().hasSizeLessThan(calls);
            for (int i : refused) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> !isOverloaded(begin(platform, entries(i), "entries-" + i)));
            }
        }
        assertThat(types().stream().filter("BookListEntriesAdded"::equals)).hasSize(calls);
    }

    private static boolean isOverloaded(CompletableFuture<Answer> answer) {
        try {
            done(answer.orTimeout(20, TimeUnit.SECONDS).join());
            return false;
        } catch (CompletionException e) {
            assertThat(e.getCause()).hasMessage("OVERLOADED");
            return true;
        }
    }

    private static DefineList list() {
        return DefineList.newBuilder()
                .setListId("cards")
                .setKind(ListKind.BLOCK)
                .setEntity(EntityKind.CARD)
                .setReasonCode("LISTED")
                .build();
    }

    private static AddBookListEntries entries(int call) {
        AddBookListEntries.Builder entries =
                AddBookListEntries.newBuilder().setBookId("b").setListId("cards");
        for (int i = 0; i < Limits.LIST_ENTRIES_PER_COMMAND_MAX; i++) {
            entries.addEntries(NewListEntry.newBuilder().setValue("card-" + call + "-" + i));
        }
        return entries.build();
    }

    private Platform start() {
        return start(InstantSource.system());
    }

    private Platform start(InstantSource clock) {
        return new Platform(
                new Platform.Surroundings(
                        "test",
                        "",
                        Optional.empty(),
                        StoreTopics.WEIR,
                        1,
                        clock,
                        () -> "id-" + ids.incrementAndGet()),
                settings -> {
                    EventStoreNode node = EventStores.onHeap(logs, StoreTopics.WEIR, 1, settings);
                    return withBacklog(node);
                },
                Optional.empty(),
                new CommandMetrics(new SimpleMeterRegistry()));
    }

    /** The node, as if its partition had the backlog of this test. */
    private EventStoreNode withBacklog(EventStoreNode node) {
        return (EventStoreNode)
                Proxy.newProxyInstance(
                        EventStoreNode.class.getClassLoader(),
                        new Class<?>[] {EventStoreNode.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("backlog")) {
                                return backlog;
                            }
                            try {
                                return method.invoke(node, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static void awaitReady(Platform platform) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(platform::ready);
    }

    private List<String> types() {
        return logs.records(0).stream()
                .map(EventRecord::type)
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .toList();
    }

    private static void openAccount(Platform platform) {
        done(send(platform, OpenBook.newBuilder().setBookId("b").build(), ""));
        done(
                send(
                        platform,
                        OpenAccount.newBuilder()
                                .setBookId("b")
                                .setAccountId("a")
                                .setCurrency("EUR")
                                .build(),
                        ""));
    }

    private static Deposit deposit(long minor) {
        return Deposit.newBuilder()
                .setBookId("b")
                .setAccountId("a")
                .setAmountMinor(minor)
                .setCurrency("EUR")
                .build();
    }

    private static RequestPayment payment(int deadlineMillis) {
        return RequestPayment.newBuilder()
                .setBookId("b")
                .setDeadlineMillis(deadlineMillis)
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId("p")
                                .setAccountId("a")
                                .setAmountMinor(500)
                                .setCurrency("EUR")
                                .setChannel(Channel.POS))
                .build();
    }

    private static CompletableFuture<Answer> begin(Platform platform, Message command, String key) {
        return platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                key,
                                "tester",
                                Micros.of(InstantSource.system().instant())))
                .toCompletableFuture();
    }

    private static Answer send(Platform platform, Message command, String key) {
        return begin(platform, command, key).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static CommandReply done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).reply();
    }
}
