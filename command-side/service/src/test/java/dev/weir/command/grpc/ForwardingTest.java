package dev.weir.command.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.BearerToken;
import dev.weir.command.support.HandMembership;
import dev.weir.command.support.TestTokens;
import dev.weir.contract.Topics;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.commands.v1.BatchOutcome;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.internal.v1.ForwardReply;
import dev.weir.contract.internal.v1.ForwardRequest;
import dev.weir.contract.internal.v1.ForwardServiceGrpc;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.store.v1.PartitionOwner;
import dev.weir.domain.RefusalCode;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.StoreTopics;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one log, with real gRPC between them: {@code a} owns the control book and the book
 * "one", {@code b} owns the book "two".
 */
class ForwardingTest {
    private static final int ONE = 1;
    private static final int TWO = 2;

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
        done(a.send(OpenBook.newBuilder().setBookId("one").build()));
        done(b.send(OpenBook.newBuilder().setBookId("two").build()));
    }

    private TestNode node(String name, HandMembership membership) {
        return new TestNode(
                name,
                3,
                tokens,
                settings -> EventStores.onHeap(logs, StoreTopics.WEIR, 3, settings, membership),
                Optional.empty());
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void everyNodeTakesCommandsForEveryBook() {
        done(b.send(account("one")));
        done(a.send(account("two")));
        done(a.send(deposit("one", 100)));
        done(a.send(deposit("two", 100)));
        done(b.send(deposit("one", 100)));
        done(b.send(deposit("two", 100)));

        assertThat(logs.records(ONE)).extracting(EventRecord::book).containsOnly("one");
        assertThat(logs.records(TWO)).extracting(EventRecord::book).containsOnly("two");
        assertThat(transfers(ONE)).isEqualTo(2);
        assertThat(transfers(TWO)).isEqualTo(2);
    }

    @Test
    void aKeyGetsTheSameAnswerAtEveryNode() {
        done(b.send(account("one")));
        CommandReply first = done(b.begin(deposit("one", 100), "key").join());
        CommandReply again = done(a.begin(deposit("one", 100), "key").join());

        assertThat(again).isEqualTo(first.toBuilder().setRepeated(true).build());
        assertThat(transfers(ONE)).isEqualTo(1);
    }

    @Test
    void aRefusalComesBackAsTheOwnerGaveIt() {
        assertThat(b.send(deposit("one", 100))).isEqualTo(a.send(deposit("one", 100)));
        assertThat(b.send(deposit("one", 100)))
                .isEqualTo(new Answer.Refused(RefusalCode.ACCOUNT_UNKNOWN, Map.of("account", "a")));
    }

    @Test
    void thereIsNoSuchBookAtAnyNode() {
        Answer unknown = new Answer.Refused(RefusalCode.BOOK_UNKNOWN, Map.of("book", "none"));

        assertThat(a.send(deposit("none", 1))).isEqualTo(unknown);
        assertThat(b.send(deposit("none", 1))).isEqualTo(unknown);
    }

    @Test
    void forwardsABatchWithEachItemsOutcome() {
        done(a.send(account("two")));
        BatchReply reply =
                a.batch(
                        Batch.newBuilder()
                                .setBookId("two")
                                .addItems(BatchItem.newBuilder().setDeposit(deposit("two", 5)))
                                .addItems(
                                        BatchItem.newBuilder()
                                                .setDeposit(
                                                        deposit("two", 5).toBuilder()
                                                                .setAccountId("none")))
                                .build());

        assertThat(reply.getPosition()).isEqualTo("two:2");
        assertThat(reply.getOutcomes(0).hasAccepted()).isTrue();
        assertThat(reply.getOutcomes(1).getRefused().getCode()).isEqualTo("ACCOUNT_UNKNOWN");
    }

    @Test
    void aDryRunThatIsForwardedSaysWhatWouldBeAndWritesNothing() {
        done(a.send(account("two")));
        done(a.send(deposit("two", 100)));
        List<EventRecord> before = List.copyOf(logs.records(TWO));
        Deposit asked = deposit("two", 7).toBuilder().setTransferId("t").build();
        CommandReply there = done(a.dry(asked, "key"));
        CommandReply payment = done(a.dry(payment("two", 200), ""));

        assertThat(there).isEqualTo(done(b.dry(asked, "key")));
        assertThat(there.getDryRun().getPostings(1).getBalanceAfterMinor()).isNotZero();
        assertThat(payment.getDryRun().getHoldsCount()).isEqualTo(1);
        refused(a.dry(payment("two", 200, 101), ""), RefusalCode.INSUFFICIENT_FUNDS);
        assertThat(logs.records(TWO)).isEqualTo(before);
        done(a.begin(deposit("two", 8), "key").join());
    }

    @Test
    void anAtomicBatchThatIsForwardedIsOneRunUnderItsKey() {
        done(a.send(account("two")));
        int before = logs.records(TWO).size();
        BatchReply first = a.batch(atomic("two", 5), "key");
        int written = logs.records(TWO).size();

        assertThat(logs.records(TWO).subList(before, written))
                .hasSizeGreaterThan(2)
                .allSatisfy(record -> assertThat(record.runLength()).isEqualTo(written - before))
                .last()
                .satisfies(record -> assertThat(record.key()).isEqualTo("key"));
        assertThat(first.getOutcomesList()).allMatch(BatchOutcome::hasAccepted);
        BatchReply again = a.batch(atomic("two", 5), "key");
        assertThat(again).isEqualTo(b.batch(atomic("two", 5), "key"));
        assertThat(again.getOutcomesList()).allMatch(one -> one.getAccepted().getRepeated());
        assertThat(again.getPosition()).isEqualTo(first.getPosition());
        assertThat(a.batch(atomic("two", 6), "key").getOutcomes(0).getRefused().getCode())
                .isEqualTo("KEY_REUSED");
        assertThat(logs.records(TWO)).hasSize(written);
    }

    @Test
    void aDryBatchThatIsForwardedWritesNothing() {
        done(a.send(account("two")));
        List<EventRecord> before = List.copyOf(logs.records(TWO));
        Batch dry = atomic("two", 5).toBuilder().setDryRun(true).build();
        BatchReply reply = a.batch(dry, "key");

        assertThat(reply).isEqualTo(b.batch(dry, "key"));
        assertThat(reply.getOutcomesList()).allMatch(one -> one.getAccepted().hasDryRun());
        assertThat(logs.records(TWO)).isEqualTo(before);
    }

    @Test
    void anOwnerThatWasFencedAcceptsNoAtomicBatch() {
        done(a.send(account("one")));
        fenceAByB();

        assertThatThrownBy(() -> a.batch(atomic("one", 5), "key"))
                .hasRootCauseMessage("OUTCOME_UNKNOWN");
        assertThat(transfers(ONE)).isZero();
    }

    @Test
    void aForwardedPaymentIsAnsweredWithItsDecisionUnderTheControlBookInForce() {
        done(a.send(account("two")));
        done(a.send(deposit("two", 10_000)));
        CommandReply paid = done(a.send(payment("two", 200)));

        assertThat(paid.getPayment().getOutcome()).isEqualTo(Outcome.APPROVED);
        long control = logs.records(0).getLast().sequence();
        assertThat(control).isPositive();
        assertThat(requested().getControlSeq()).isEqualTo(control);
    }

    @Test
    void whoWaitsForADecisionIsToldAtOnceWhenThePartitionGoesToAnotherNode() throws Exception {
        done(a.send(account("one")));
        done(a.send(deposit("one", 10_000)));
        CompletableFuture<Answer> waiting = a.begin(payment("one", 60_000), "");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> logs.records(ONE).getLast().type().endsWith("PaymentRequested"));

        membershipA.close();

        CommandReply told = done(waiting.get(20, TimeUnit.SECONDS));
        assertThat(told.getPayment().getOutcome()).isEqualTo(Outcome.OUTCOME_UNSPECIFIED);
    }

    @Test
    void everythingGoesOnAtTheOtherNodeWhenOneIsClosed() {
        done(a.send(account("one")));
        done(a.send(account("two")));
        a.close();
        // Whether b knows of the end before it sends decides which of the two it can honestly say.
        assertFails(b.begin(deposit("one", 1), ""), "STARTING", "OUTCOME_UNKNOWN");
        membershipB.assign(List.of(0, ONE));
        awaitReady(b);

        done(b.send(deposit("one", 1)));
        done(b.send(deposit("two", 1)));
        done(b.send(OpenBook.newBuilder().setBookId("three").build()));
        assertThat(b.node().metrics(ONE).fences()).isZero();
    }

    @Test
    void findsTheNewOwnerBehindAnOldOneThatSaysItIsNone() {
        done(b.send(account("one")));
        membershipA.close();
        membershipB.assign(List.of(0, ONE));
        awaitReady(b);

        done(a.send(deposit("one", 1)));
        refused(a.send(deposit("two", 1)), RefusalCode.ACCOUNT_UNKNOWN);
    }

    @Test
    void aForwardedCallIsNeverForwardedAgain() {
        ForwardReply reply = forward(b, request(ONE, a.node().epoch(ONE)), token("writer"));

        assertThat(reply.getFailed().getCode()).isEqualTo("NOT_OWNER");
        assertThat(reply.getFailed().getOwner().getAddress()).isEqualTo(a.address());
        assertThat(reply.getFailed().getOwner().getEpoch()).isEqualTo(a.node().epoch(ONE));
        assertThat(logs.records(ONE)).isEmpty();
    }

    @Test
    void anOwnerOfAnotherTimeIsNoOwner() {
        long epoch = a.node().epoch(ONE);
        ForwardReply reply = forward(a, request(ONE, epoch + 1), token("writer"));

        assertThat(reply.getFailed().getCode()).isEqualTo("NOT_OWNER");
        assertThat(forward(a, request(ONE, epoch), token("writer")).hasDone()).isTrue();
    }

    @Test
    void onlyANodeForwards() {
        ForwardRequest request =
                request(ONE, a.node().epoch(ONE)).toBuilder().clearFromNode().build();

        assertThat(forward(a, request, token("writer")).getFailed().getCode())
                .isEqualTo("BODY_MALFORMED");
    }

    @Test
    void theOwnerChecksTheCallersTokenItself() {
        assertFails(b.begin(account("one"), "", token("reader")), "ROLE_MISSING");
        assertFails(
                b.begin(account("one"), "", tokens.token(Set.of("writer"), Set.of("two"))),
                "BOOK_FORBIDDEN");
        assertFails(b.begin(account("one"), "", new BearerToken("forged")), "TOKEN_INVALID");
        assertThat(logs.records(ONE)).isEmpty();
    }

    @Test
    void aNodeSendsACommandOfItsOwnToTheOwner() {
        CommandReply reply =
                done(b.platform().router().send("one", account("one"), "transfer-1").join());

        assertThat(reply.getPosition()).isEqualTo("one:0");
        assertThat(done(a.platform().router().send("one", account("one"), "transfer-1").join()))
                .isEqualTo(reply.toBuilder().setRepeated(true).build());
    }

    @Test
    void anOwnerThatWasFencedGivesNoRefusal() {
        fenceAByB();

        assertFails(a.begin(deposit("one", 100), ""), "OUTCOME_UNKNOWN");
    }

    @Test
    void anOwnerThatWasFencedGivesNoAnswerToARepeat() {
        done(a.begin(account("one"), "key").join());
        fenceAByB();

        assertFails(a.begin(account("one"), "key"), "OUTCOME_UNKNOWN");
    }

    @Test
    void anOwnerThatWasFencedAcceptsNothing() {
        fenceAByB();

        assertFails(a.begin(account("one"), ""), "OUTCOME_UNKNOWN");
        assertThat(logs.records(ONE)).isEmpty();
    }

    @Test
    void theCallerOfAFrozenOwnerIsToldWithinFiveSecondsAndTheOwnerKnowsHowLong() throws Exception {
        CompletableFuture<Deadline> handedOn = new CompletableFuture<>();
        Server frozen = frozenNode(handedOn);
        a.node().owners().put(ownerAt("127.0.0.1:" + frozen.getPort()));
        Instant begun = Instant.now();

        assertFails(a.begin(deposit("two", 1), "key"), "OUTCOME_UNKNOWN");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(6));
        assertThat(handedOn.get(1, TimeUnit.SECONDS)).isNotNull();
        frozen.shutdownNow();
    }

    /** Takes calls and never answers. */
    private static Server frozenNode(CompletableFuture<Deadline> handedOn) throws Exception {
        return NettyServerBuilder.forPort(0)
                .addService(
                        new ForwardServiceGrpc.ForwardServiceImplBase() {
                            @Override
                            public void forward(
                                    ForwardRequest request, StreamObserver<ForwardReply> observer) {
                                handedOn.complete(Context.current().getDeadline());
                            }
                        })
                .build()
                .start();
    }

    private PartitionOwner ownerAt(String address) {
        return a.node().owners().of(TWO).orElseThrow().toBuilder()
                .setEpoch(b.node().epoch(TWO) + 1)
                .setAddress(address)
                .build();
    }

    /** As if a had been frozen, and b had taken over meanwhile. */
    private void fenceAByB() {
        membershipB.assign(List.of(ONE));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> b.node().metrics(ONE).serving());
        assertThat(a.node().metrics(ONE).serving()).isTrue();
    }

    private ForwardReply forward(TestNode to, ForwardRequest request, BearerToken token) {
        try (GrpcPeers peers = new GrpcPeers()) {
            return peers.forward(to.address(), token, request, Duration.ofSeconds(20)).join();
        }
    }

    private static ForwardRequest request(int partition, long epoch) {
        Message command = account("one");
        return ForwardRequest.newBuilder()
                .setFromNode("test")
                .setPartition(partition)
                .setOwnerEpoch(epoch)
                .setCommandType(command.getDescriptorForType().getFullName())
                .setCommand(command.toByteString())
                .build();
    }

    private BearerToken token(String role) {
        return tokens.token(Set.of(role), Set.of("*"));
    }

    private long transfers(int partition) {
        return logs.records(partition).stream()
                .filter(record -> record.type().endsWith(".TransferPosted"))
                .count();
    }

    private PaymentRequested requested() {
        return logs.records(TWO).stream()
                .filter(record -> record.type().endsWith("PaymentRequested"))
                .map(record -> (PaymentRequested) EventTypes.parse(record.type(), record.value()))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitReady(TestNode node) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(node.platform()::ready);
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

    private static Batch atomic(String book, long minor) {
        return Batch.newBuilder()
                .setBookId(book)
                .setAtomic(true)
                .addItems(BatchItem.newBuilder().setDeposit(deposit(book, minor)))
                .addItems(BatchItem.newBuilder().setDeposit(deposit(book, minor + 1)))
                .build();
    }

    private static RequestPayment payment(String book, int deadlineMillis) {
        return payment(book, deadlineMillis, 100);
    }

    private static RequestPayment payment(String book, int deadlineMillis, long minor) {
        return RequestPayment.newBuilder()
                .setBookId(book)
                .setDeadlineMillis(deadlineMillis)
                .setPayment(
                        PaymentDetails.newBuilder()
                                .setPaymentId("p")
                                .setAccountId("a")
                                .setAmountMinor(minor)
                                .setCurrency("EUR")
                                .setChannel(Channel.POS))
                .build();
    }

    private static CommandReply done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).reply();
    }

    private static void refused(Answer answer, RefusalCode code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static void assertFails(CompletableFuture<Answer> answer, String... codes) {
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .rootCause()
                .message()
                .isIn((Object[]) codes);
    }
}
