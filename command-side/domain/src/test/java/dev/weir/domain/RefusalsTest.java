package dev.weir.domain;

import static dev.weir.contract.decisions.v1.Outcome.APPROVED;
import static dev.weir.contract.decisions.v1.Outcome.DECLINED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.CloseAccount;
import dev.weir.contract.commands.v1.DefineCurrency;
import dev.weir.contract.commands.v1.Deposit;
import dev.weir.contract.commands.v1.FreezeAccount;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.Leg;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.PostTransfer;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RefuseCredit;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.ReportLoginFailed;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.commands.v1.UnfreezeAccount;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.commands.v1.Withdraw;
import dev.weir.contract.interbook.v1.CreditFromBook;
import dev.weir.contract.payments.v1.Channel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {
    record Case(RefusalCode code, Message command) {
        @Override
        public String toString() {
            return code + " " + command.getDescriptorForType().getName();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refuses(Case example) {
        Desk desk = stage(false);
        int before = desk.log.size();
        Outcome outcome = desk.send(example.command());

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        Outcome.Refused refused = (Outcome.Refused) outcome;
        assertThat(refused.code()).isEqualTo(example.code());
        assertThat(refused.parameters().keySet())
                .containsExactlyInAnyOrderElementsOf(named(example.code()));
        assertThat(desk.log).as("nothing is written").hasSize(before);
    }

    @Test
    void everyCodeIsReachedByACase() {
        EnumSet<RefusalCode> elsewhere =
                EnumSet.of(
                        RefusalCode.KEY_REUSED, // IdempotencyTest
                        RefusalCode.BOOK_UNKNOWN, // the service's: no book, no decision
                        RefusalCode.BOOK_EXISTS, // ControlBookTest
                        RefusalCode.BATCH_ITEM_REFUSED, // the service's: an item has its own
                        RefusalCode.CLOCK_BACKWARDS, // below
                        RefusalCode.HOLD_EXPIRED, // TimersTest
                        RefusalCode.CREDIT_FINAL, // InterbookTest
                        RefusalCode.CREDIT_REFUSED, // InterbookTest
                        RefusalCode.TRANSFERS_IN_TRANSIT); // InterbookTest
        EnumSet<RefusalCode> reached = EnumSet.copyOf(elsewhere);
        cases().map(Case::code).forEach(reached::add);
        reached.addAll(ControlRefusalsTest.REACHED);
        reached.addAll(CaseTest.REACHED);

        assertThat(reached).isEqualTo(EnumSet.allOf(RefusalCode.class));
    }

    @Test
    void testClockMovesForwardsOnly() {
        Desk desk = stage(true);
        long seconds = Desk.START / 1_000_000;

        assertThat(desk.send(clock(seconds + 100))).isInstanceOf(Outcome.Accepted.class);
        assertThat(desk.now()).isEqualTo((seconds + 100) * 1_000_000);
        assertThat(((Outcome.Refused) desk.send(clock(seconds + 99))).code())
                .isEqualTo(RefusalCode.CLOCK_BACKWARDS);
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        add(all, RefusalCode.FIELD_MISSING, open("", "EUR"), transfer());
        add(
                all,
                RefusalCode.FIELD_MISSING,
                ReportLoginFailed.getDefaultInstance(),
                Desk.payment("x", "a", 1, Channel.CHANNEL_UNSPECIFIED).build());
        add(
                all,
                RefusalCode.FIELD_INVALID,
                open("-x", "EUR"),
                open("x".repeat(129), "EUR"),
                open("x", "eur"),
                open("clearing:x", "EUR"),
                transfer(leg("a", 0, "EUR")),
                OpenAccount.newBuilder()
                        .setAccountId("x")
                        .setCurrency("EUR")
                        .putMetadata("k", "v".repeat(257))
                        .build());
        add(
                all,
                RefusalCode.AMOUNT_NOT_POSITIVE,
                deposit("a", 0),
                deposit("a", -1),
                withdraw("a", 0),
                Desk.payment("x", "a", -5, Channel.POS).build(),
                transfer(leg("a", 0, "EUR"), leg("b", 0, "EUR")));
        add(
                all,
                RefusalCode.AMOUNT_OVERFLOW,
                deposit("a", Long.MAX_VALUE),
                deposit("a", Limits.MONEY_MAX));
        add(
                all,
                RefusalCode.LEGS_UNBALANCED,
                transfer(leg("a", -5, "EUR"), leg("b", 4, "EUR")),
                transfer(leg("a", -5, "EUR"), leg("b", 5, "USD")));
        add(all, RefusalCode.TRANSFER_TO_ITSELF, transfer(leg("a", -5, "EUR"), leg("a", 5, "EUR")));
        add(
                all,
                RefusalCode.OCCURRED_IN_FUTURE,
                deposit("a", 5).toBuilder()
                        .setOccurredAt(
                                Timestamp.newBuilder().setSeconds(Desk.START / 1_000_000 + 302))
                        .build());
        add(
                all,
                RefusalCode.ID_REUSED,
                deposit("a", 5).toBuilder().setTransferId("t").build(),
                Desk.payment("pending", "a", 2, Channel.POS).build());
        add(all, RefusalCode.BOOK_HAS_NO_TEST_CLOCK, clock(Desk.START / 1_000_000 + 1_000));
        add(
                all,
                RefusalCode.ACCOUNT_UNKNOWN,
                deposit("nobody", 5),
                transfer(leg("a", -5, "EUR"), leg("nobody", 5, "EUR")),
                Desk.payment("x", "nobody", 5, Channel.POS).build(),
                FreezeAccount.newBuilder().setAccountId("nobody").build());
        add(all, RefusalCode.ACCOUNT_EXISTS, open("a", "USD"));
        add(all, RefusalCode.ACCOUNT_CLOSED, deposit("closed", 5));
        add(
                all,
                RefusalCode.ACCOUNT_FROZEN,
                deposit("frozen", 5),
                withdraw("frozen", 5),
                Desk.payment("x", "frozen", 5, Channel.POS).build(),
                FreezeAccount.newBuilder().setAccountId("frozen").build());
        add(
                all,
                RefusalCode.ACCOUNT_NOT_FROZEN,
                UnfreezeAccount.newBuilder().setAccountId("a").build());
        add(
                all,
                RefusalCode.ACCOUNT_NOT_EMPTY,
                CloseAccount.newBuilder().setAccountId("a").build());
        add(
                all,
                RefusalCode.CURRENCY_MISMATCH,
                deposit("a", 5).toBuilder().setCurrency("USD").build());
        add(
                all,
                RefusalCode.INSUFFICIENT_FUNDS,
                withdraw("a", 100_000),
                Desk.payment("x", "b", 5, Channel.POS).build(),
                transfer(leg("b", -5, "EUR"), leg("a", 5, "EUR")));
        add(
                all,
                RefusalCode.PAYMENT_UNKNOWN,
                capture("nobody", 1),
                VoidPayment.newBuilder().setPaymentId("nobody").build(),
                RefundPayment.newBuilder().setPaymentId("nobody").build(),
                ReportChargeback.newBuilder().setPaymentId("nobody").build());
        add(
                all,
                RefusalCode.PAYMENT_NOT_DECIDED,
                capture("pending", 1),
                VoidPayment.newBuilder().setPaymentId("pending").build(),
                RefundPayment.newBuilder().setPaymentId("pending").build());
        add(
                all,
                RefusalCode.PAYMENT_STATUS,
                capture("declined", 1),
                capture("captured", 1),
                VoidPayment.newBuilder().setPaymentId("captured").build(),
                RefundPayment.newBuilder().setPaymentId("approved").build());
        add(all, RefusalCode.CAPTURE_EXCEEDS_HOLD, capture("approved", 11));
        add(
                all,
                RefusalCode.REFUND_EXCEEDS_CAPTURED,
                RefundPayment.newBuilder().setPaymentId("captured").setAmountMinor(11).build());
        add(
                all,
                RefusalCode.RATE_MISMATCH,
                Commands.exchange("a", 5, "EUR", "b", 7, "USD", "1").build());
        add(all, RefusalCode.CURRENCY_DEFINED, define("GEMS", 3));
        add(all, RefusalCode.CURRENCY_IN_USE, define("POINTS", 3));
        add(
                all,
                RefusalCode.TRANSFER_UNKNOWN,
                Commands.reverse("nothing", "", 0),
                Commands.correct("nothing", "", "a", "b", 1).build());
        add(all, RefusalCode.TRANSFER_NOT_REVERSIBLE, Commands.reverse("back", "", 0));
        add(all, RefusalCode.REVERSAL_EXCEEDS_LEFT, Commands.reverse("t2", "", 2));
        add(
                all,
                RefusalCode.GUARD_VERSION,
                Commands.withdraw("a", 1).addGuards(Commands.version("a", 0)).build());
        add(
                all,
                RefusalCode.GUARD_AVAILABLE,
                Commands.withdraw("a", 1).addGuards(Commands.available("a", 5_000)).build());
        add(
                all,
                RefusalCode.LIMIT_UNKNOWN,
                RemoveSpendingLimit.newBuilder().setLimitId("none").build());
        add(all, RefusalCode.LIMIT_EXCEEDED, Desk.payment("x", "a", 5, Channel.ATM).build());
        addHolds(all);
        addTransfersBetweenBooks(all);
        add(all, RefusalCode.ALERT_UNKNOWN, resolve("approved"), resolve("nobody"));
        add(all, RefusalCode.ALERT_RESOLVED, resolve("declined"));
        return all.stream();
    }

    private static void addHolds(List<Case> all) {
        add(
                all,
                RefusalCode.FIELD_MISSING,
                CaptureHold.newBuilder().setHoldId("open").build(),
                HoldFunds.getDefaultInstance());
        add(
                all,
                RefusalCode.FIELD_INVALID,
                CaptureHold.newBuilder().setHoldId("to-b").setCounterpartyId("a").build(),
                hold("x", "a", 5).toBuilder()
                        .setExpiresAt(Timestamp.newBuilder().setSeconds(Desk.START / 1_000_000))
                        .build(),
                Desk.payment("x", "a", 5, Channel.POS)
                        .setPayment(
                                Desk.payment("x", "a", 5, Channel.POS)
                                        .getPaymentBuilder()
                                        .setAutoCaptureAfterSeconds(1))
                        .build(),
                Desk.payment("x", "a", 5, Channel.ONLINE)
                        .setPayment(
                                Desk.payment("x", "a", 5, Channel.ONLINE)
                                        .getPaymentBuilder()
                                        .setAutoCaptureAfterSeconds(7 * 86_400))
                        .build());
        add(
                all,
                RefusalCode.TRANSFER_TO_ITSELF,
                CaptureHold.newBuilder().setHoldId("open").setCounterpartyId("a").build());
        add(all, RefusalCode.ID_REUSED, hold("open", "a", 6));
        add(all, RefusalCode.ACCOUNT_UNKNOWN, hold("x", "nobody", 5));
        add(all, RefusalCode.ACCOUNT_FROZEN, hold("x", "frozen", 5));
        add(all, RefusalCode.INSUFFICIENT_FUNDS, hold("x", "b", 5));
        add(
                all,
                RefusalCode.HOLD_UNKNOWN,
                CaptureHold.newBuilder().setHoldId("nobody").build(),
                ReleaseHold.newBuilder().setHoldId("nobody").build());
        add(
                all,
                RefusalCode.HOLD_STATUS,
                CaptureHold.newBuilder().setHoldId("released").setCounterpartyId("b").build(),
                ReleaseHold.newBuilder().setHoldId("released").build());
        add(
                all,
                RefusalCode.HOLD_EXCEEDED,
                CaptureHold.newBuilder()
                        .setHoldId("open")
                        .setCounterpartyId("b")
                        .setAmountMinor(6)
                        .build());
    }

    private static void addTransfersBetweenBooks(List<Case> all) {
        add(all, RefusalCode.FIELD_MISSING, send("a", "", 5), RefuseCredit.getDefaultInstance());
        add(
                all,
                RefusalCode.FIELD_INVALID,
                send("a", "x:y", 5),
                send("a", "control", 5),
                transfer(leg("a", -5, "EUR"), leg("transit:far:EUR", 5, "EUR")));
        add(
                all,
                RefusalCode.SAME_BOOK,
                send("a", "b", 5),
                RefuseCredit.newBuilder().setFromBook("b").setTransferId("x").build());
        add(all, RefusalCode.ACCOUNT_UNKNOWN, send("nobody", "far", 5));
        add(all, RefusalCode.ACCOUNT_FROZEN, send("frozen", "far", 5));
        add(
                all,
                RefusalCode.CURRENCY_MISMATCH,
                send("a", "far", 5).toBuilder().setCurrency("USD").build());
        add(all, RefusalCode.INSUFFICIENT_FUNDS, send("a", "far", 100_000));
        add(all, RefusalCode.ID_REUSED, send("a", "far", 5).toBuilder().setTransferId("t").build());
    }

    private static HoldFunds hold(String id, String account, long amountMinor) {
        return HoldFunds.newBuilder()
                .setHoldId(id)
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    private static SendToBook send(String account, String toBook, long amountMinor) {
        return SendToBook.newBuilder()
                .setFromAccountId(account)
                .setToBook(toBook)
                .setToAccountId("x")
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    /**
     * Accounts a (1,000), b (0), frozen, closed; payments pending, approved, captured, declined of
     * 10 each.
     */
    private static Desk stage(boolean testClock) {
        Desk desk = new Desk(testClock);
        desk.funded("a", 1_000);
        desk.account("b");
        desk.funded("frozen", 100);
        desk.send(FreezeAccount.newBuilder().setAccountId("frozen").build());
        desk.account("closed");
        desk.send(CloseAccount.newBuilder().setAccountId("closed").build());
        desk.send(deposit("a", 1).toBuilder().setTransferId("t").build());
        desk.send(deposit("a", 1).toBuilder().setTransferId("t2").build());
        desk.send(deposit("a", 1).toBuilder().setTransferId("t3").build());
        desk.send(Commands.reverse("t3", "back", 0));
        desk.send(define("GEMS", 0));
        desk.send(open("points", "POINTS"));
        desk.send(Commands.limit("atm").setChannel(Channel.ATM).setPerPaymentMinor(1).build());
        desk.pay("pending", "a", 10, Channel.POS);
        desk.pay("approved", "a", 10, Channel.ONLINE);
        desk.decision("approved", APPROVED, 1);
        desk.pay("captured", "a", 10, Channel.POS);
        desk.decision("captured", APPROVED, 1);
        desk.pay("declined", "a", 10, Channel.POS);
        desk.decision("declined", DECLINED, 900);
        desk.send(resolve("declined"));
        desk.send(hold("open", "a", 5));
        desk.send(hold("to-b", "a", 5).toBuilder().setCounterpartyId("b").build());
        desk.send(hold("released", "a", 5));
        desk.send(ReleaseHold.newBuilder().setHoldId("released").build());
        desk.internal(
                new InternalCommand.CreditRequested(
                        CreditFromBook.newBuilder()
                                .setFromBook("far")
                                .setTransferId("in")
                                .setToAccountId("a")
                                .setAmountMinor(1)
                                .setCurrency("EUR")
                                .build()));
        return desk;
    }

    private static void add(List<Case> all, RefusalCode code, Message... commands) {
        for (Message command : commands) {
            all.add(new Case(code, command));
        }
    }

    private static List<String> named(RefusalCode code) {
        Matcher names = Pattern.compile("\\{(\\w+)}").matcher(code.template());
        return names.results().map(name -> name.group(1)).distinct().toList();
    }

    private static OpenAccount open(String account, String currency) {
        return OpenAccount.newBuilder().setAccountId(account).setCurrency(currency).build();
    }

    private static Deposit deposit(String account, long amountMinor) {
        return Deposit.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    private static Withdraw withdraw(String account, long amountMinor) {
        return Withdraw.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    private static Leg leg(String account, long amountMinor, String currency) {
        return Leg.newBuilder()
                .setAccountId(account)
                .setAmountMinor(amountMinor)
                .setCurrency(currency)
                .build();
    }

    private static PostTransfer transfer(Leg... legs) {
        return PostTransfer.newBuilder().addAllLegs(List.of(legs)).build();
    }

    private static CapturePayment capture(String payment, long amountMinor) {
        return CapturePayment.newBuilder()
                .setPaymentId(payment)
                .setAmountMinor(amountMinor)
                .build();
    }

    private static DefineCurrency define(String currency, int decimals) {
        return DefineCurrency.newBuilder().setCurrency(currency).setDecimals(decimals).build();
    }

    private static ResolveAlert resolve(String alert) {
        return ResolveAlert.newBuilder().setAlertId(alert).setVerdict(Verdict.FRAUD).build();
    }

    private static MoveTestClock clock(long seconds) {
        return MoveTestClock.newBuilder()
                .setNow(Timestamp.newBuilder().setSeconds(seconds))
                .build();
    }
}
