package dev.weir.command.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BatchCall;
import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.log.Micros;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers are told while the log takes nothing and does not say why. */
class SilentLogTest {
    private static final int DEADLINE_MILLIS = 1_000;

    private final MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
    private final AtomicLong ids = new AtomicLong();
    private Platform platform;

    @BeforeEach
    void start() {
        platform =
                new Platform(
                        new Platform.Surroundings(
                                "test",
                                "",
                                Optional.empty(),
                                StoreTopics.WEIR,
                                1,
                                InstantSource.system(),
                                () -> "id-" + ids.incrementAndGet()),
                        settings -> EventStores.onHeap(logs, StoreTopics.WEIR, 1, settings),
                        Optional.empty(),
                        new CommandMetrics(new SimpleMeterRegistry()));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(platform::ready);
        done(begin(OpenBook.newBuilder().setBookId("b").build(), ""));
        done(
                begin(
                        OpenAccount.newBuilder()
                                .setBookId("b")
                                .setAccountId("a")
                                .setCurrency("EUR")
                                .build(),
                        ""));
        done(begin(deposit(10_000), ""));
    }

    @AfterEach
    void close() {
        logs.release();
        platform.close();
    }

    @Test
    void whatMayHaveBeenAppendedIsUnknownWithinTenSecondsAndWhatComesLaterIsRefusedAtOnce() {
        logs.hold();
        Instant begun = Instant.now();
        CompletableFuture<Answer> accepted = begin(deposit(100), "key");
        CompletableFuture<Answer> refusal = begin(deposit(-1), "");
        Awaitility.await()
                .atMost(Duration.ofSeconds(6))
                .until(() -> platform.node().logBacklog(0).compareTo(Duration.ofMillis(3_100)) > 0);

        assertThat(begin(deposit(200), "other")).isCompletedExceptionally();
        assertFails(begin(deposit(200), "other"), "STARTING");
        assertFails(batch(), "STARTING");
        assertFails(begin(payment("late", DEADLINE_MILLIS), ""), "STARTING");
        assertFails(accepted, "OUTCOME_UNKNOWN");
        assertFails(refusal, "OUTCOME_UNKNOWN");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));

        logs.release();
        Awaitility.await().until(() -> platform.node().logBacklog(0).isZero());
        assertThat(done(begin(deposit(100), "key")).getRepeated()).isTrue();
        assertThat(done(begin(deposit(200), "other")).getRepeated()).isFalse();
        assertThat(written("TransferPosted")).isEqualTo(3);
        assertThat(written("PaymentRequested")).isZero();
    }

    @Test
    void aLivePaymentWaitsNoLongerThanItsDeadlineAndASecondCommit() {
        logs.hold();
        CompletableFuture<Answer> payment = begin(payment("p", 150), "");

        assertThat(payment)
                .failsWithin(Duration.ofMillis(3_000))
                .withThrowableThat()
                .withMessageContaining("OUTCOME_UNKNOWN");
        assertFails(begin(payment("q", 150), ""), "OVERLOADED");
        assertThat(platform.paymentsWaiting()).isZero();
        logs.release();
        Awaitility.await().until(() -> platform.node().logBacklog(0).isZero());
        assertThat(done(begin(payment("p", 150), "")).getPayment().getOutcome())
                .isEqualTo(Outcome.APPROVED);
        assertThat(written("PaymentRequested")).isEqualTo(1);
    }

    @Test
    void aPaymentWhoseDecisionIsNotKnownToStandIsAnsweredWithoutAnOutcome() {
        CompletableFuture<Answer> payment = begin(payment("p", DEADLINE_MILLIS), "");
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> written("PaymentRequested") == 1);
        logs.hold();

        CommandReply reply =
                done(payment.orTimeout(DEADLINE_MILLIS + 3_000, TimeUnit.MILLISECONDS));
        assertThat(reply.getPayment().getPaymentId()).isEqualTo("p");
        assertThat(reply.getPayment().getOutcome()).isEqualTo(Outcome.OUTCOME_UNSPECIFIED);
        assertThat(written("PaymentApproved")).isZero();
        logs.release();
        Awaitility.await().until(() -> platform.node().logBacklog(0).isZero());
        assertThat(done(begin(payment("p", DEADLINE_MILLIS), "")).getPayment().getOutcome())
                .isEqualTo(Outcome.APPROVED);
    }

    private long written(String event) {
        return logs.records(0).stream()
                .filter(record -> record.type().endsWith("." + event))
                .count();
    }

    private static Deposit deposit(long minor) {
        return Deposit.newBuilder()
                .setBookId("b")
                .setAccountId("a")
                .setAmountMinor(minor)
                .setCurrency("EUR")
                .build();
    }

    private static RequestPayment payment(String id, int deadlineMillis) {
        return RequestPayment.newBuilder()
                .setBookId("b")
                .setDeadlineMillis(deadlineMillis)
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId(id)
                                .setAccountId("a")
                                .setAmountMinor(500)
                                .setCurrency("EUR")
                                .setChannel(Channel.POS))
                .build();
    }

    private CompletableFuture<Answer> begin(Message command, String key) {
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

    private CompletableFuture<?> batch() {
        Batch batch =
                Batch.newBuilder()
                        .setBookId("b")
                        .addItems(BatchItem.newBuilder().setDeposit(deposit(1)))
                        .build();
        return platform.desk()
                .executeBatch(
                        new BatchCall(
                                "b",
                                batch,
                                "",
                                "tester",
                                Micros.of(InstantSource.system().instant()),
                                BearerToken.NONE))
                .toCompletableFuture();
    }

    private static CommandReply done(CompletableFuture<Answer> answer) {
        Answer given = answer.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(given).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) given).reply();
    }

    private static void assertFails(CompletableFuture<?> answer, String code) {
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).hasStackTraceContaining(code);
    }
}
