package dev.weir.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.interbook.v1.CreditState;
import dev.weir.contract.store.v1.IncomingTransfer;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.contract.store.v1.OutgoingTransfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Two books, and every message between them by hand. */
class InterbookTest {
    private Desk one = new Desk("one", false);
    private Desk two = new Desk("two", false);

    @BeforeEach
    void fund() {
        one.funded("a", 1_000);
        two.account("b");
    }

    @Test
    void theMoneyIsHeldUntilTheOtherBookHasCreditedIt() {
        one.send(send("t", 300));
        assertThat(one.held("a")).isEqualTo(300);
        assertThat(one.balance("a")).isEqualTo(1_000);
        credit("t");
        assertThat(two.balance("b")).isEqualTo(300);
        assertThat(one.held("a")).isEqualTo(300);
        settle("t");
        acknowledge("t");

        assertThat(one.balance("a")).isEqualTo(700);
        assertThat(one.held("a")).isZero();
        assertThat(one.balance("transit:two:EUR")).isEqualTo(300);
        assertThat(two.balance("transit:one:EUR")).isEqualTo(-300);
        assertThat(one.book.outgoing()).isEmpty();
        assertThat(one.book.outgoingStage("t")).contains(OutgoingStage.OUTGOING_SETTLED);
        assertThat(two.book.incoming("one", "t").orElseThrow().getAcknowledged()).isTrue();
    }

    @Test
    void aTransferToAnotherBookIsNotReversedHere() {
        one.send(send("t", 300));
        credit("t");
        settle("t");
        acknowledge("t");

        assertThat(Commands.word(one.send(Commands.reverse("t", "r", 0))))
                .isEqualTo("TRANSFER_NOT_REVERSIBLE");
    }

    @Test
    void theHoldNeverRunsOutByItself() {
        one.send(send("t", 300));
        one.pass(400L * 86_400 * 1_000_000);

        assertThat(one.book.holdsDue(one.now())).isFalse();
        assertThat(one.book.holdsDue(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void everyMessageMayComeTwiceAndLate() {
        one.send(send("t", 300));
        CreditFromBook asked = asked("t");
        credit("t");
        credit("t");
        settle("t");
        settle("t");
        acknowledge("t");
        acknowledge("t");
        two.internal(new InternalCommand.CreditRequested(asked));
        one.internal(new InternalCommand.CreditAnswered("t", answer("t")));

        assertThat(two.balance("b")).isEqualTo(300);
        assertThat(one.balance("a")).isEqualTo(700);
        assertThat(two.log.stream().filter(r -> r.type().endsWith("InterbookCredited"))).hasSize(1);
    }

    @Test
    void anUnknownAClosedAndAFrozenAccountAndAnotherCurrencyAreRefused() {
        two.account("closed");
        two.send(CloseAccount.newBuilder().setAccountId("closed").build());
        two.account("frozen");
        two.send(FreezeAccount.newBuilder().setAccountId("frozen").build());
        two.send(OpenAccount.newBuilder().setAccountId("usd").setCurrency("USD").build());
        List<String> codes = new ArrayList<>();
        for (String account : List.of("nobody", "closed", "frozen", "usd", "transit:one:EUR")) {
            one.send(send(account, 10).toBuilder().setToAccountId(account).build());
            credit(account);
            codes.add(two.book.incoming("one", account).orElseThrow().getCode());
            settle(account);
        }

        assertThat(codes)
                .containsExactly(
                        "ACCOUNT_UNKNOWN",
                        "ACCOUNT_CLOSED",
                        "ACCOUNT_FROZEN",
                        "CURRENCY_MISMATCH",
                        "ACCOUNT_UNKNOWN");
        assertThat(one.held("a")).isZero();
        assertThat(one.balance("a")).isEqualTo(1_000);
        assertThat(one.lastRun()).containsExactly("InterbookTransferReleased");
    }

    @Test
    void aRefusalBeforeTheCreditCancelsTheTransfer() {
        one.send(send("t", 300));
        two.send(refuse("t"));
        credit("t");
        settle("t");

        assertThat(two.balance("b")).isZero();
        assertThat(one.held("a")).isZero();
        assertThat(two.book.incoming("one", "t").orElseThrow().getCode())
                .isEqualTo(RefusalCode.CREDIT_REFUSED.name());
        assertThat(two.send(refuse("t"))).isInstanceOf(Outcome.Repeated.class);
    }

    @Test
    void aRefusalAfterTheCreditIsRefusedItself() {
        one.send(send("t", 300));
        credit("t");

        assertThat(((Outcome.Refused) two.send(refuse("t"))).code())
                .isEqualTo(RefusalCode.CREDIT_FINAL);
        settle("t");
        assertThat(one.balance("a")).isEqualTo(700);
    }

    @Test
    void aFrozenSenderStillPaysWhatWasOnItsWay() {
        one.send(send("t", 300));
        one.send(FreezeAccount.newBuilder().setAccountId("a").build());
        credit("t");
        settle("t");

        assertThat(one.balance("a")).isEqualTo(700);
    }

    @Test
    void theSameCommandAgainIsARepeat() {
        one.send(send("t", 300));

        assertThat(one.send(send("t", 300))).isInstanceOf(Outcome.Repeated.class);
        assertThat(one.held("a")).isEqualTo(300);
    }

    @Test
    void noMoreAreTakenThanLieOnTheHeap() {
        one.funded("rich", 1_000_000);
        SendToBook again = send("", 1).toBuilder().setFromAccountId("rich").build();
        for (int i = 0; i < Limits.BOOK_TRANSFERS_OPEN_MAX; i++) {
            one.send(again);
        }

        assertThat(((Outcome.Refused) one.send(again)).code())
                .isEqualTo(RefusalCode.TRANSFERS_IN_TRANSIT);
    }

    /** {@code -Dweir.seed=N} runs other histories. */
    @RepeatedTest(20)
    void noMoneyIsLostOrMadeHoweverMessagesRepeatAndOwnersCrash(RepetitionInfo repetition) {
        long seed = Long.getLong("weir.seed", 1L) * 1_000 + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        two.funded("rich", 1_000);
        List<Runnable> wire = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            step(random, wire, i);
            assertThat(total()).as("seed %s, step %s", seed, i).isEqualTo(2_000);
        }
        while (!one.book.outgoing().isEmpty() || !two.book.outgoing().isEmpty()) {
            drive(one, two, Runnable::run);
            drive(two, one, Runnable::run);
        }
        // What was still on the wire comes after all was over.
        List.copyOf(wire).forEach(Runnable::run);

        assertThat(transit(one, "two") + transit(two, "one")).as("seed %s", seed).isZero();
        assertThat(one.held("a") + two.held("rich")).as("seed %s", seed).isZero();
        assertThat(one.balance("a") + two.balance("b") + two.balance("rich")).isEqualTo(2_000);
        assertThat(one.replayed(new MemoryIndex()).fingerprint()).isEqualTo(one.book.fingerprint());
        assertThat(two.replayed(new MemoryIndex()).fingerprint()).isEqualTo(two.book.fingerprint());
    }

    private void step(Random random, List<Runnable> wire, int i) {
        String id = "t" + i;
        switch (random.nextInt(6)) {
            case 0 ->
                    one.send(
                            send(id, 1 + random.nextInt(200)).toBuilder()
                                    .setToAccountId(random.nextInt(4) == 0 ? "nobody" : "b")
                                    .build());
            case 1 ->
                    two.send(
                            send(id, 1 + random.nextInt(200)).toBuilder()
                                    .setFromAccountId("rich")
                                    .setToBook("one")
                                    .setToAccountId("a")
                                    .build());
            case 2 -> two.send(refuse("t" + random.nextInt(i + 1)));
            case 3 -> drive(one, two, wire::add);
            case 4 -> drive(two, one, wire::add);
            default -> {
                // Messages overtake each other, are delivered more than once, or are lost.
                for (int n = random.nextInt(5); n > 0 && !wire.isEmpty(); n--) {
                    int at = random.nextInt(wire.size());
                    wire.get(at).run();
                    if (random.nextBoolean()) {
                        wire.remove(at);
                    }
                }
            }
        }
    }

    /** What the owner of a sending book says, from its folded state alone. */
    private void drive(Desk from, Desk to, java.util.function.Consumer<Runnable> wire) {
        for (OutgoingTransfer transfer : List.copyOf(from.book.outgoing())) {
            String id = transfer.getTransferId();
            if (transfer.getStage() == OutgoingStage.OUTGOING_STARTED) {
                CreditFromBook credit = asked(from, transfer);
                wire.accept(
                        () -> {
                            to.internal(new InternalCommand.CreditRequested(credit));
                            CreditAnswer answer = answer(from, to, id);
                            wire.accept(
                                    () ->
                                            from.internal(
                                                    new InternalCommand.CreditAnswered(
                                                            id, answer)));
                        });
            } else {
                wire.accept(
                        () -> {
                            to.internal(new InternalCommand.CreditAcknowledged(from.id, id));
                            wire.accept(
                                    () ->
                                            from.internal(
                                                    new InternalCommand.AcknowledgementTaken(id)));
                        });
            }
        }
    }

    /**
     * All money of customers, each transfer counted where it is: held, or credited but not settled.
     */
    private long total() {
        long unsettled = 0;
        for (Desk from : List.of(one, two)) {
            Desk to = from == one ? two : one;
            for (OutgoingTransfer transfer : from.book.outgoing()) {
                boolean credited =
                        to.book
                                .incoming(from.id, transfer.getTransferId())
                                .map(IncomingTransfer::getCredited)
                                .orElse(false);
                if (credited && transfer.getStage() == OutgoingStage.OUTGOING_STARTED) {
                    unsettled += transfer.getAmountMinor();
                }
            }
        }
        return one.balance("a") + two.balance("b") + two.balance("rich") - unsettled;
    }

    private static long transit(Desk desk, String other) {
        return desk.book.account("transit:" + other + ":EUR").map(Account::balanceMinor).orElse(0L);
    }

    private void credit(String id) {
        two.internal(new InternalCommand.CreditRequested(asked(id)));
    }

    private CreditFromBook asked(String id) {
        return asked(one, one.book.outgoing(id).orElseThrow());
    }

    private static CreditFromBook asked(Desk from, OutgoingTransfer transfer) {
        return CreditFromBook.newBuilder()
                .setFromBook(from.id)
                .setTransferId(transfer.getTransferId())
                .setFromAccountId(transfer.getFromAccountId())
                .setToAccountId(transfer.getToAccountId())
                .setAmountMinor(transfer.getAmountMinor())
                .setCurrency(transfer.getCurrency())
                .build();
    }

    private void settle(String id) {
        one.internal(new InternalCommand.CreditAnswered(id, answer(id)));
    }

    private void acknowledge(String id) {
        two.internal(new InternalCommand.CreditAcknowledged("one", id));
        one.internal(new InternalCommand.AcknowledgementTaken(id));
    }

    private CreditAnswer answer(String id) {
        return answer(one, two, id);
    }

    private static CreditAnswer answer(Desk from, Desk to, String id) {
        IncomingTransfer incoming = to.book.incoming(from.id, id).orElseThrow();
        return CreditAnswer.newBuilder()
                .setState(
                        incoming.getCredited()
                                ? CreditState.CREDIT_CREDITED
                                : CreditState.CREDIT_REFUSED)
                .setCode(incoming.getCode())
                .putAllParameters(incoming.getParametersMap())
                .build();
    }

    private static RefuseCredit refuse(String id) {
        return RefuseCredit.newBuilder().setFromBook("one").setTransferId(id).build();
    }

    private static SendToBook send(String id, long amountMinor) {
        return SendToBook.newBuilder()
                .setTransferId(id)
                .setFromAccountId("a")
                .setToBook("two")
                .setToAccountId("b")
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }
}
