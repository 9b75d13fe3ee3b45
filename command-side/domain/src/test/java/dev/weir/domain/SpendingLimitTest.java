package dev.weir.domain;

import static dev.weir.domain.Commands.limit;
import static dev.weir.domain.Commands.transfer;
import static dev.weir.domain.Commands.withdraw;
import static dev.weir.domain.Commands.word;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.weir.contract.commands.v1.CaptureHold;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.GetSpendingLimit;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.ReleaseHold;
import dev.weir.contract.commands.v1.RemoveSpendingLimit;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.SendToBook;
import dev.weir.contract.commands.v1.SetSpendingLimit;
import dev.weir.contract.commands.v1.SpendingLimitUse;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.interbook.v1.CreditAnswer;
import dev.weir.contract.interbook.v1.CreditState;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpendingLimitTest {
    private static final long DAY = 86_400_000_000L;

    private static final long HOUR = DAY / 24;

    private final Desk desk = new Desk();
    private int payments;

    @BeforeEach
    void accounts() {
        desk.funded("alice", 1_000_000);
        desk.account("bob");
    }

    @Test
    void theRefusalNamesTheLimitAndWhatIsLeftOfIt() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        pay(70);

        Outcome refused = desk.pay("late", "alice", 31, Channel.ONLINE);

        assertThat(word(refused)).isEqualTo("LIMIT_EXCEEDED");
        assertThat(((Outcome.Refused) refused).parameters())
                .containsEntry("limit", "l")
                .containsEntry("period", "day")
                .containsEntry("allowed", "100")
                .containsEntry("used", "70")
                .containsEntry("remaining", "30")
                .containsEntry("needed", "31");
        assertThat(word(desk.pay("fits", "alice", 30, Channel.ONLINE))).isEqualTo("OK");
    }

    @Test
    void whatIsUsedAndLeftIsToldForTheDayAndTheMonthThatRun() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100).setPerMonthCount(3));
        pay(70);
        SpendingLimitUse used = use("l");
        assertThat(used.getLimit().getPerDayMinor()).isEqualTo(100);
        assertThat(used.getDayMinor()).isEqualTo(70);
        assertThat(used.getDayCount()).isEqualTo(1);
        assertThat(used.getDayLeftMinor()).isEqualTo(30);
        assertThat(used.hasDayLeftCount()).isFalse();
        assertThat(used.getMonthLeftCount()).isEqualTo(2);
        assertThat(used.hasMonthLeftMinor()).isFalse();

        set(limit("l").setAccountId("alice").setPerDayMinor(50).setPerMonthCount(3));
        assertThat(use("l").getDayLeftMinor()).isZero();

        desk.pass(DAY);
        SpendingLimitUse next = use("l");
        assertThat(next.getDay()).isGreaterThan(used.getDay());
        assertThat(next.getDayMinor()).isZero();
        assertThat(next.getDayLeftMinor()).isEqualTo(50);
        assertThat(next.getMonthMinor()).isEqualTo(70);
        assertThat(next.getMonthLeftCount()).isEqualTo(2);
    }

    @Test
    void askingWritesNothingAndAnUnknownLimitIsRefused() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        Outcome asked = desk.send(GetSpendingLimit.newBuilder().setLimitId("l").build());
        assertThat(asked).isEqualTo(new Outcome.Accepted(List.of(), "l"));
        assertThat(word(desk.send(GetSpendingLimit.newBuilder().setLimitId("x").build())))
                .isEqualTo("LIMIT_UNKNOWN");
        assertThat(word(desk.send(GetSpendingLimit.getDefaultInstance())))
                .isEqualTo("FIELD_MISSING");
    }

    /** Each bound, and the third payment of 50 that it lets pass or not. */
    enum Bound {
        PER_PAYMENT(limit("l").setAccountId("alice").setPerPaymentMinor(49), "first"),
        DAY_SUM(limit("l").setAccountId("alice").setPerDayMinor(149), "third"),
        DAY_COUNT(limit("l").setAccountId("alice").setPerDayCount(2), "third"),
        MONTH_SUM(limit("l").setAccountId("alice").setPerMonthMinor(149), "third"),
        MONTH_COUNT(limit("l").setAccountId("alice").setPerMonthCount(2), "third"),
        OF_THE_CARD(limit("l").setCardId("card").setPerDayCount(2), "third"),
        OF_THE_CHANNEL(limit("l").setChannel(Channel.ONLINE).setPerDayCount(2), "third"),
        OF_ANOTHER_ACCOUNT(limit("l").setAccountId("bob").setPerDayCount(1), "none"),
        OF_ANOTHER_CARD(limit("l").setCardId("other").setPerDayCount(1), "none"),
        OF_ANOTHER_CHANNEL(limit("l").setChannel(Channel.POS).setPerDayCount(1), "none"),
        IN_ANOTHER_CURRENCY(
                limit("l").setCardId("card").setCurrency("USD").setPerDayCount(1), "none");

        private final SetSpendingLimit.Builder limit;
        private final String refused;

        Bound(SetSpendingLimit.Builder limit, String refused) {
            this.limit = limit;
            this.refused = refused;
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsForWhatItNames(Bound bound) {
        set(bound.limit);
        String[] names = {"first", "second", "third"};
        String refused = "none";
        for (String name : names) {
            if (word(desk.send(card(name, 50))).equals("LIMIT_EXCEEDED")) {
                refused = name;
                break;
            }
        }
        assertThat(refused).isEqualTo(bound.refused);
    }

    /** The desk begins at 22:13:20 UTC. */
    @Test
    void aDayBeginsAtMidnightInTheLimitsOffset() {
        set(limit("east").setAccountId("alice").setPerDayCount(1).setUtcOffsetMinutes(90));
        assertThat(word(desk.send(card("a", 1)))).isEqualTo("OK");
        assertThat(word(desk.send(card("b", 1)))).isEqualTo("LIMIT_EXCEEDED");
        desk.pass(HOUR);
        assertThat(word(desk.send(card("c", 1)))).isEqualTo("OK");
        desk.pass(HOUR * 23);
        assertThat(word(desk.send(card("d", 1)))).isEqualTo("LIMIT_EXCEEDED");
        desk.pass(HOUR);
        assertThat(word(desk.send(card("e", 1)))).isEqualTo("OK");
    }

    @Test
    void aMonthBeginsWithItsFirstDay() {
        set(limit("l").setAccountId("alice").setPerMonthMinor(10));
        pay(10);
        desk.pass(16 * DAY);
        assertThat(word(desk.pay("x", "alice", 1, Channel.ONLINE))).isEqualTo("LIMIT_EXCEEDED");
        desk.pass(DAY);
        pay(10);
    }

    /** What becomes of a payment of 100 under a limit of 100 a day, and what may be spent then. */
    enum Course {
        CAPTURED(
                0,
                (test, id) -> {
                    approve(test, id);
                    test.desk.send(capture(id, 0, false));
                }),
        DECLINED(
                100,
                (test, id) ->
                        test.desk.decision(id, dev.weir.contract.decisions.v1.Outcome.DECLINED, 1)),
        VOIDED(
                100,
                (test, id) -> {
                    approve(test, id);
                    test.desk.send(VoidPayment.newBuilder().setPaymentId(id).build());
                }),
        CAPTURED_IN_PART_AND_OPEN(0, (test, id) -> capturePart(test, id, false)),
        CAPTURED_IN_PART_AND_DONE(60, (test, id) -> capturePart(test, id, true)),
        REFUNDED(
                0,
                (test, id) -> {
                    approve(test, id);
                    test.desk.send(capture(id, 0, false));
                    test.desk.send(RefundPayment.newBuilder().setPaymentId(id).build());
                });

        private final long left;
        private final java.util.function.BiConsumer<SpendingLimitTest, String> course;

        Course(long left, java.util.function.BiConsumer<SpendingLimitTest, String> course) {
            this.left = left;
            this.course = course;
        }

        private static void approve(SpendingLimitTest test, String id) {
            test.desk.decision(id, dev.weir.contract.decisions.v1.Outcome.APPROVED, 1);
        }

        private static void capturePart(SpendingLimitTest test, String id, boolean last) {
            approve(test, id);
            test.desk.send(capture(id, 40, last));
        }

        private static CapturePayment capture(String id, long amount, boolean last) {
            return CapturePayment.newBuilder()
                    .setPaymentId(id)
                    .setAmountMinor(amount)
                    .setFinal(last)
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatIsHeldOrWasCaptured(Course course) {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        desk.pay("p", "alice", 100, Channel.ONLINE);
        course.course.accept(this, "p");

        assertThat(word(desk.send(withdraw("alice", course.left + 1).build())))
                .isEqualTo("LIMIT_EXCEEDED");
        assertThat(
                        course.left == 0
                                || word(desk.send(withdraw("alice", course.left).build()))
                                        .equals("OK"))
                .isTrue();
    }

    @Test
    void anExpiredHoldOfAnEarlierDayGivesThisDayNothing() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        desk.pay("p", "alice", 100, Channel.ONLINE);
        desk.pass(Limits.HOLD_MICROS + HOUR);
        pay(90);
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(desk.held("alice")).isEqualTo(90);
        assertThat(word(desk.send(withdraw("alice", 11).build()))).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void whatWasSpentBeforeALimitCountsNeitherWayUnderIt() {
        desk.pay("before", "alice", 100, Channel.ONLINE);
        set(limit("l").setAccountId("alice").setPerDayMinor(50));
        desk.decision("before", dev.weir.contract.decisions.v1.Outcome.DECLINED, 1);

        assertThat(word(desk.send(withdraw("alice", 51).build()))).isEqualTo("LIMIT_EXCEEDED");
        assertThat(word(desk.send(withdraw("alice", 50).build()))).isEqualTo("OK");
    }

    @Test
    void aNewBoundKeepsWhatWasSpentAndANewMeasureBeginsAnew() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        pay(80);
        set(limit("l").setAccountId("alice").setPerDayMinor(90));
        assertThat(word(desk.send(withdraw("alice", 11).build()))).isEqualTo("LIMIT_EXCEEDED");
        set(limit("l").setAccountId("alice").setPerDayMinor(90).setUtcOffsetMinutes(60));
        assertThat(word(desk.send(withdraw("alice", 90).build()))).isEqualTo("OK");
        assertThat(word(desk.send(RemoveSpendingLimit.newBuilder().setLimitId("l").build())))
                .isEqualTo("OK");
        assertThat(word(desk.send(withdraw("alice", 90).build()))).isEqualTo("OK");
    }

    @Test
    void transfersCountForTheirDebitedAccountAndReversalsForNobody() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        set(limit("m").setAccountId("bob").setPerDayMinor(1));
        assertThat(word(desk.send(transfer("t", "alice", "bob", 100).build()))).isEqualTo("OK");
        assertThat(word(desk.send(Commands.reverse("t", "r", 0)))).isEqualTo("OK");
        assertThat(word(desk.send(transfer("u", "alice", "bob", 1).build())))
                .isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void aClientsHoldCountsFromItsPlacingAndGivesBackWhatIsNotCaptured() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100).setPerDayCount(2));
        assertThat(word(desk.send(hold("h", 90)))).isEqualTo("OK");
        assertThat(word(desk.send(hold("i", 11)))).isEqualTo("LIMIT_EXCEEDED");
        assertThat(word(desk.send(capture("h", 30)))).isEqualTo("OK");

        assertThat(word(desk.send(hold("i", 71)))).isEqualTo("LIMIT_EXCEEDED");
        assertThat(word(desk.send(hold("i", 70)))).isEqualTo("OK");
        assertThat(word(desk.send(withdraw("alice", 1).build()))).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void aClientsHoldThatIsReleasedOrRunsOutCountsForNothing() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100).setPerDayCount(1));
        desk.send(hold("h", 100));
        desk.send(ReleaseHold.newBuilder().setHoldId("h").build());
        long second = Desk.START / 1_000_000 + 60;
        assertThat(
                        word(
                                desk.send(
                                        hold("i", 100).toBuilder()
                                                .setExpiresAt(
                                                        Timestamp.newBuilder().setSeconds(second))
                                                .build())))
                .isEqualTo("OK");
        assertThat(word(desk.send(hold("j", 100)))).isEqualTo("LIMIT_EXCEEDED");
        desk.pass(61_000_000);
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(word(desk.send(hold("j", 100)))).isEqualTo("OK");
    }

    @Test
    void aTransferToAnotherBookCountsFromItsStartUnlessItIsRefusedThere() {
        set(limit("l").setAccountId("alice").setPerDayMinor(100));
        assertThat(word(desk.send(toBook("t", 101)))).isEqualTo("LIMIT_EXCEEDED");
        assertThat(word(desk.send(toBook("t", 100)))).isEqualTo("OK");
        assertThat(word(desk.send(toBook("u", 1)))).isEqualTo("LIMIT_EXCEEDED");
        answered("t", CreditState.CREDIT_REFUSED);
        assertThat(word(desk.send(toBook("u", 60)))).isEqualTo("OK");
        answered("u", CreditState.CREDIT_CREDITED);

        assertThat(word(desk.send(withdraw("alice", 41).build()))).isEqualTo("LIMIT_EXCEEDED");
        assertThat(word(desk.send(withdraw("alice", 40).build()))).isEqualTo("OK");
    }

    @Test
    void thePastIsNotLimited() {
        set(limit("l").setAccountId("alice").setPerPaymentMinor(1));
        RequestPayment.Builder past = Desk.payment("old", "alice", 500, Channel.POS);

        assertThat(word(desk.send(past.setMode(DecisionMode.HISTORY).build()))).isEqualTo("OK");
    }

    @Test
    void refusesALimitThatIsNotSound() {
        assertThat(word(desk.send(limit("l").setPerDayCount(1).build())))
                .isEqualTo("FIELD_MISSING");
        assertThat(word(desk.send(limit("l").setAccountId("alice").build())))
                .isEqualTo("FIELD_MISSING");
        assertThat(
                        word(
                                desk.send(
                                        limit("l")
                                                .setAccountId("alice")
                                                .setCardId("c")
                                                .setPerDayCount(1)
                                                .build())))
                .isEqualTo("FIELD_INVALID");
        assertThat(word(desk.send(limit("l").setAccountId("x").setPerDayCount(1).build())))
                .isEqualTo("ACCOUNT_UNKNOWN");
        assertThat(word(desk.send(RemoveSpendingLimit.newBuilder().setLimitId("l").build())))
                .isEqualTo("LIMIT_UNKNOWN");
        for (int i = 0; i < Limits.SPENDING_LIMITS_PER_SUBJECT_MAX; i++) {
            set(limit("l" + i).setAccountId("alice").setPerDayCount(1));
        }
        assertThat(word(desk.send(limit("one").setAccountId("alice").setPerDayCount(1).build())))
                .isEqualTo("FIELD_INVALID");
    }

    @RepeatedTest(5)
    void aReplayCountsTheSame(RepetitionInfo repetition) {
        long seed = Seeds.of(repetition.getCurrentRepetition());
        SplittableRandom random = new SplittableRandom(seed);
        set(limit("a").setAccountId("alice").setPerDayMinor(400).setPerMonthCount(40));
        set(limit("c").setChannel(Channel.ONLINE).setPerDayCount(5).setPerMonthMinor(2_000));
        for (int i = 0; i < 200; i++) {
            String id = "p" + random.nextInt(Math.max(1, payments));
            switch (random.nextInt(5)) {
                case 0, 1 ->
                        desk.pay("p" + payments++, "alice", random.nextInt(1, 200), Channel.ONLINE);
                case 2 ->
                        desk.decision(
                                id,
                                random.nextBoolean()
                                        ? dev.weir.contract.decisions.v1.Outcome.APPROVED
                                        : dev.weir.contract.decisions.v1.Outcome.DECLINED,
                                1);
                case 3 -> desk.send(VoidPayment.newBuilder().setPaymentId(id).build());
                default -> desk.pass(random.nextLong(HOUR * 6));
            }
        }
        assertThat(desk.replayed(new MemoryIndex()).fingerprint())
                .as("seed %s", seed)
                .isEqualTo(desk.book.fingerprint());
    }

    private void set(SetSpendingLimit.Builder limit) {
        assertThat(word(desk.send(limit.build()))).isEqualTo("OK");
    }

    private SpendingLimitUse use(String limitId) {
        return desk.book.limitUse(limitId, desk.now()).orElseThrow();
    }

    private void pay(long amountMinor) {
        assertThat(word(desk.pay("pay" + payments++, "alice", amountMinor, Channel.ONLINE)))
                .isEqualTo("OK");
    }

    private static HoldFunds hold(String id, long amountMinor) {
        return HoldFunds.newBuilder()
                .setHoldId(id)
                .setAccountId("alice")
                .setCounterpartyId("bob")
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    private static CaptureHold capture(String holdId, long amountMinor) {
        return CaptureHold.newBuilder()
                .setHoldId(holdId)
                .setAmountMinor(amountMinor)
                .setFinal(true)
                .build();
    }

    private static SendToBook toBook(String id, long amountMinor) {
        return SendToBook.newBuilder()
                .setTransferId(id)
                .setFromAccountId("alice")
                .setToBook("other")
                .setToAccountId("x")
                .setAmountMinor(amountMinor)
                .setCurrency("EUR")
                .build();
    }

    private void answered(String transferId, CreditState said) {
        desk.internal(
                new InternalCommand.CreditAnswered(
                        transferId, CreditAnswer.newBuilder().setState(said).build()));
    }

    private static RequestPayment card(String id, long amountMinor) {
        RequestPayment.Builder payment = Desk.payment(id, "alice", amountMinor, Channel.ONLINE);
        payment.getPaymentBuilder().setCardId("card");
        return payment.build();
    }
}
