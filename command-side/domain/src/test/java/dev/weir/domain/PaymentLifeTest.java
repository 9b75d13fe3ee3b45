package dev.weir.domain;

import static dev.weir.contract.decisions.v1.Outcome.APPROVED;
import static dev.weir.contract.decisions.v1.Outcome.DECLINED;
import static dev.weir.contract.decisions.v1.Outcome.REFERRED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.ReportChargeback;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionBasis;
import dev.weir.contract.payments.v1.DecisionMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaymentLifeTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void fund() {
        desk.funded("a", 1_000);
    }

    @Test
    void requestHoldsTheAmountUntilItIsDecided() {
        desk.pay("p", "a", 300, Channel.POS);

        assertThat(desk.held("a")).isEqualTo(300);
        assertThat(desk.book.pending()).extracting(PendingPayment::paymentId).containsExactly("p");
        assertThat(desk.book.result("p").orElseThrow().getOutcomeValue()).isZero();
    }

    @Test
    void approvalCapturesAnAutomaticPaymentInTheSameRun() {
        desk.pay("p", "a", 300, Channel.POS);
        desk.decision("p", APPROVED, 12);

        assertThat(desk.lastRun())
                .containsExactly("AccountOpened", "PaymentApproved", "PaymentCaptured");
        assertThat(desk.balance("a")).isEqualTo(700);
        assertThat(desk.held("a")).isZero();
        assertThat(desk.balance("clearing:POS")).isEqualTo(300);
        assertThat(desk.book.result("p").orElseThrow().getCapturedMinor()).isEqualTo(300);
        assertThat(desk.book.decisionPosition().orElseThrow().getPartition()).isEqualTo(1);
    }

    @Test
    void declineReleasesTheHoldAndRaisesAnAlert() {
        desk.pay("p", "a", 300, Channel.POS);
        desk.decision("p", DECLINED, 900);

        assertThat(desk.lastRun()).containsExactly("PaymentDeclined", "AlertRaised", "CaseOpened");
        assertThat(desk.held("a")).isZero();
        assertThat(desk.book.answeredBy("p").orElseThrow().getSequence())
                .isEqualTo(desk.book.sequence());
    }

    @Test
    void verdictDecidesAReferredPaymentButNotItsAnswer() {
        desk.pay("p", "a", 300, Channel.POS);
        desk.decision("p", REFERRED, 600);
        assertThat(desk.held("a")).isEqualTo(300);
        desk.send(verdict("p", Verdict.LEGITIMATE));

        assertThat(desk.lastRun())
                .containsExactly(
                        "AlertResolved", "AccountOpened", "PaymentApproved", "PaymentCaptured");
        assertThat(desk.balance("a")).isEqualTo(700);
        assertThat(desk.book.result("p").orElseThrow().getOutcome()).isEqualTo(REFERRED);
    }

    @Test
    void fraudVerdictReleasesTheHold() {
        desk.pay("p", "a", 300, Channel.POS);
        desk.decision("p", REFERRED, 600);
        desk.send(verdict("p", Verdict.FRAUD));

        assertThat(desk.lastRun()).containsExactly("AlertResolved", "PaymentDeclined");
        assertThat(desk.held("a")).isZero();
    }

    @Test
    void repeatedDecisionChangesNothingAndAnotherOneDiverges() {
        desk.pay("p", "a", 300, Channel.ONLINE);
        desk.decision("p", APPROVED, 12);
        int before = desk.log.size();

        assertThat(desk.decision("p", APPROVED, 12)).isInstanceOf(Outcome.Repeated.class);
        assertThat(desk.log).hasSize(before);
        desk.decision("p", DECLINED, 13);
        assertThat(desk.lastRun()).containsExactly("LateDecisionRecorded");
        assertThat(desk.held("a")).isEqualTo(300);
    }

    @Test
    void lateDeclineVoidsWhatTheFallbackApprovedAndWasNotCaptured() {
        desk.pay("p", "a", 300, Channel.ONLINE);
        desk.overdue("p", APPROVED);
        assertThat(desk.book.result("p").orElseThrow().getBasis())
                .isEqualTo(DecisionBasis.FALLBACK);
        desk.decision("p", DECLINED, 900);

        assertThat(desk.lastRun())
                .containsExactly(
                        "LateDecisionRecorded", "PaymentVoided", "AlertRaised", "CaseOpened");
        assertThat(desk.held("a")).isZero();
    }

    @Test
    void lateDeclineOfACapturedPaymentRaisesAnAlertOnly() {
        desk.pay("p", "a", 300, Channel.ATM);
        desk.overdue("p", APPROVED);
        desk.decision("p", DECLINED, 900);

        assertThat(desk.lastRun())
                .containsExactly("LateDecisionRecorded", "AlertRaised", "CaseOpened");
        assertThat(desk.balance("a")).isEqualTo(700);
    }

    @Test
    void overdueAfterTheDecisionAndDecisionOfAnUnknownPaymentDoNothing() {
        desk.pay("p", "a", 300, Channel.POS);
        desk.decision("p", APPROVED, 1);
        int before = desk.log.size();
        desk.overdue("p", DECLINED);
        desk.decision("nobody", DECLINED, 1);

        assertThat(desk.log).hasSize(before);
    }

    @Test
    void captureInPartsThenRefundInParts() {
        desk.pay("p", "a", 300, Channel.ONLINE);
        desk.decision("p", APPROVED, 1);
        desk.send(capture("p", 100, false));
        assertThat(desk.held("a")).isEqualTo(200);
        desk.send(capture("p", 50, true));
        assertThat(desk.held("a")).isZero();
        desk.send(RefundPayment.newBuilder().setPaymentId("p").setAmountMinor(30).build());
        desk.send(RefundPayment.newBuilder().setPaymentId("p").build());

        assertThat(desk.balance("a")).isEqualTo(1_000);
        assertThat(desk.balance("clearing:ONLINE")).isZero();
    }

    @Test
    void captureAndChargebackWithTheSameIdAndContentAreRepeats() {
        desk.pay("p", "a", 300, Channel.ONLINE);
        desk.decision("p", APPROVED, 1);
        CapturePayment once =
                CapturePayment.newBuilder()
                        .setPaymentId("p")
                        .setCaptureId("c")
                        .setAmountMinor(100)
                        .build();
        ReportChargeback fraud = ReportChargeback.newBuilder().setPaymentId("p").build();
        desk.send(once);
        desk.send(fraud);

        assertThat(desk.send(once)).isInstanceOf(Outcome.Repeated.class);
        assertThat(desk.send(fraud)).isInstanceOf(Outcome.Repeated.class);
        assertThat(desk.balance("a")).isEqualTo(900);
    }

    @Test
    void holdExpiresAfterItsTime() {
        desk.pay("p", "a", 300, Channel.ONLINE);
        desk.decision("p", APPROVED, 1);
        desk.pass(Limits.HOLD_MICROS + 1_000_000);
        assertThat(desk.book.holdsDue(desk.now())).isTrue();
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(desk.lastRun()).containsExactly("HoldExpired");
        assertThat(desk.held("a")).isZero();
        assertThat(desk.book.holdsDue(desk.now())).isFalse();
    }

    @Test
    void voidReleasesTheHold() {
        desk.pay("p", "a", 300, Channel.ONLINE);
        desk.decision("p", APPROVED, 1);
        desk.send(VoidPayment.newBuilder().setPaymentId("p").build());

        assertThat(desk.lastRun()).containsExactly("PaymentVoided");
        assertThat(desk.held("a")).isZero();
    }

    @Test
    void historyIsApprovedAndCapturedInOneRunAndOpensItsAccount() {
        desk.send(
                Desk.payment("h", "new", 50, Channel.POS)
                        .setMode(DecisionMode.HISTORY)
                        .setOpenAccount(true)
                        .build());

        assertThat(desk.lastRun())
                .containsExactly(
                        "AccountOpened",
                        "PaymentRequested",
                        "AccountOpened",
                        "PaymentApproved",
                        "PaymentCaptured");
        assertThat(desk.balance("new")).isEqualTo(-50);
        assertThat(desk.book.result("h").orElseThrow().getBasis())
                .isEqualTo(DecisionBasis.IMPORTED);
    }

    private static ResolveAlert verdict(String alert, Verdict verdict) {
        return ResolveAlert.newBuilder().setAlertId(alert).setVerdict(verdict).build();
    }

    private static CapturePayment capture(String payment, long amountMinor, boolean last) {
        return CapturePayment.newBuilder()
                .setPaymentId(payment)
                .setAmountMinor(amountMinor)
                .setFinal(last)
                .build();
    }
}
