package dev.weir.command.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BearerToken;
import dev.weir.command.support.HandMembership;
import dev.weir.command.support.TestTokens;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.BookTransferState;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.interbook.v1.CreditState;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Money between the book "one" of the node {@code a} and the book "two" of the node {@code b}, on
 * one log, with real gRPC between them.
 */
class InterbookNodesTest {
    private static final int ONE = 1;
    private static final int TWO = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MemoryLogs logs = new MemoryLogs(Topics.EVENTS);
    private final TestTokens tokens = new TestTokens();
    private final HandMembership membershipA = new HandMembership();
    private final HandMembership membershipB = new HandMembership();
    private TestNode a;
    private TestNode b;

    @BeforeEach
    void start() {
        a = node("a", membershipA);
        b = node("b", membershipB);
        membershipA.assign(List.of(0, ONE));
        membershipB.assign(List.of(TWO));
        awaitReady(a);
        awaitReady(b);
        // The control book puts each new one where the fewest are.
        for (String book : List.of("one", "two")) {
            done(a.send(OpenBook.newBuilder().setBookId(book).build()));
            done(a.send(account(book)));
        }
        done(a.send(deposit("one", 1_000)));
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void aTransferSettlesBetweenTheBooksOfTwoNodes() {
        CommandReply begun = done(b.send(transfer("t", "one", "two")));
        awaitClosed(ONE, 1);

        assertThat(begun.getBookTransfer().getState())
                .isEqualTo(BookTransferState.BOOK_TRANSFER_STARTED);
        assertThat(count(TWO, "InterbookCredited")).isEqualTo(1);
        assertThat(count(ONE, "InterbookTransferSettled")).isEqualTo(1);
        assertThat(count(TWO, "InterbookAcknowledged")).isEqualTo(1);
        assertThat(done(a.send(transfer("t", "one", "two"))).getBookTransfer().getState())
                .isEqualTo(BookTransferState.BOOK_TRANSFER_SETTLED);
    }

    @Test
    void aTransferThatTheOtherNodesBookRefusesIsReleased() {
        done(a.send(transfer("t", "one", "two").toBuilder().setToAccountId("nobody").build()));
        awaitClosed(ONE, 1);

        assertThat(count(TWO, "InterbookRefused")).isEqualTo(1);
        assertThat(count(ONE, "InterbookTransferReleased")).isEqualTo(1);
    }

    @Test
    void aTransferSettlesAtTheOtherNodeWhenItsSendingOneIsClosedInTheMiddle() {
        holdUpTheReceiver();
        done(a.send(transfer("t", "one", "two")));
        a.close();
        assertThat(count(ONE, "InterbookTransferStarted")).isEqualTo(1);
        assertThat(count(TWO, "InterbookCredited")).isZero();
        membershipB.assign(List.of(0, ONE, TWO));
        awaitReady(b);
        awaitClosed(ONE, 1);

        assertThat(count(TWO, "InterbookCredited")).isEqualTo(1);
        assertThat(count(ONE, "InterbookTransferSettled")).isEqualTo(1);
    }

    @Test
    void aTransferSettlesOnceItsReceivingPartitionIsServedAgain() {
        holdUpTheReceiver();
        done(a.send(transfer("t", "one", "two")));
        Awaitility.await().atMost(PATIENCE).until(() -> a.platform().interbook().open(ONE) == 1);
        membershipA.assign(List.of(TWO));
        awaitClosed(ONE, 1);

        assertThat(count(TWO, "InterbookCredited")).isEqualTo(1);
        Awaitility.await().atMost(PATIENCE).until(() -> a.platform().interbook().open(ONE) == 0);
    }

    @Test
    void whatANodeNoLongerOwnsIsNotCountedThere() {
        holdUpTheReceiver();
        done(a.send(transfer("t", "one", "two")));
        Awaitility.await().atMost(PATIENCE).until(() -> a.platform().interbook().open(ONE) == 1);
        membershipA.close();
        Awaitility.await().atMost(PATIENCE).until(() -> !a.node().owns(ONE));

        assertThat(a.platform().interbook().open(ONE)).isZero();
    }

    @Test
    void onlyANodeMayAskForACredit() {
        ForwardReply writer = credit(token("writer"));

        assertThat(writer.getFailed().getCode()).isEqualTo("ROLE_MISSING");
        assertThat(count(TWO, "InterbookCredited")).isZero();
        assertThat(credit(token("node")).getCredit())
                .isEqualTo(CreditAnswer.newBuilder().setState(CreditState.CREDIT_CREDITED).build());
        assertThat(count(TWO, "InterbookCredited")).isEqualTo(1);
    }

    /** Nobody serves the book "two" any more. */
    private void holdUpTheReceiver() {
        membershipB.close();
        Awaitility.await().atMost(PATIENCE).until(() -> !b.node().owns(TWO));
    }

    private ForwardReply credit(BearerToken token) {
        Message call =
                CreditFromBook.newBuilder()
                        .setBookId("two")
                        .setFromBook("one")
                        .setTransferId("t")
                        .setFromAccountId("a")
                        .setToAccountId("a")
                        .setAmountMinor(5)
                        .setCurrency("EUR")
                        .build();
        ForwardRequest request =
                ForwardRequest.newBuilder()
                        .setFromNode("test")
                        .setPartition(TWO)
                        .setOwnerEpoch(b.node().epoch(TWO))
                        .setCommandType(call.getDescriptorForType().getFullName())
                        .setCommand(call.toByteString())
                        .build();
        try (GrpcPeers peers = new GrpcPeers()) {
            return peers.forward(b.address(), token, request, Duration.ofSeconds(20)).join();
        }
    }

    private BearerToken token(String role) {
        return tokens.token(Set.of(role), Set.of("*"));
    }

    private TestNode node(String name, HandMembership membership) {
        return new TestNode(
                name,
                3,
                tokens,
                settings -> EventStores.onHeap(logs, StoreTopics.WEIR, 3, settings, membership),
                Optional.empty());
    }

    private static void awaitReady(TestNode node) {
        Awaitility.await().atMost(PATIENCE).until(node.platform()::ready);
    }

    private void awaitClosed(int partition, long transfers) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> count(partition, "InterbookTransferClosed") == transfers);
    }

    private long count(int partition, String type) {
        return logs.records(partition).stream()
                .filter(record -> record.type().endsWith("." + type))
                .count();
    }

    private static OpenAccount account(String book) {
        return OpenAccount.newBuilder()
                .setBookId(book)
                .setAccountId("a")
                .setCurrency("EUR")
                .build();
    }

    private static Deposit deposit(String book, long minor) {
        return Deposit.newBuilder()
                .setBookId(book)
                .setAccountId("a")
                .setAmountMinor(minor)
                .setCurrency("EUR")
                .build();
    }

    private static SendToBook transfer(String id, String from, String to) {
        return SendToBook.newBuilder()
                .setBookId(from)
                .setTransferId(id)
                .setFromAccountId("a")
                .setToBook(to)
                .setToAccountId("a")
                .setAmountMinor(300)
                .setCurrency("EUR")
                .build();
    }

    private static CommandReply done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).reply();
    }
}
