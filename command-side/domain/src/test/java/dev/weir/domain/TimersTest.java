package dev.weir.domain;

import static dev.weir.contract.decisions.v1.Outcome.APPROVED;
import static dev.weir.contract.decisions.v1.Outcome.DECLINED;
import static dev.weir.contract.decisions.v1.Outcome.REFERRED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.commands.v1.CapturePayment;
import dev.weir.contract.commands.v1.HoldFunds;
import dev.weir.contract.commands.v1.MoveTestClock;
import dev.weir.contract.commands.v1.RefundPayment;
import dev.weir.contract.commands.v1.RequestPayment;
import dev.weir.contract.commands.v1.ResolveAlert;
import dev.weir.contract.commands.v1.VoidPayment;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.payments.v1.Channel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What time alone brings about, and what becomes of a command that comes too late. */
class TimersTest {
    private static final long SECOND = 1_000_000L;

    @Test
    void aCommandOnAnExpiredHoldWritesTheExpiryFirstAndIsRefused() {
        Desk desk = approved(0);
        desk.pass(Limits.HOLD_MICROS + SECOND);

        assertThat(refusal(desk.send(capture()))).isEqualTo(RefusalCode.HOLD_EXPIRED);
        assertThat(desk.lastRun()).containsExactly("HoldExpired");
        assertThat(desk.held("a")).isZero();
        assertThat(desk.book.holdsDue(desk.now())).isFalse();
    }

    @Test
    void theRefusalIsRememberedInTheSameRunAsTheExpiry() {
        Desk desk = approved(0);
        desk.pass(Limits.HOLD_MICROS + SECOND);
        Outcome first = desk.send(capture(), "key");

        assertThat(desk.lastRun()).containsExactly("HoldExpired", "CommandRefused");
        int before = desk.log.size();
        assertThat(refusal(desk.send(capture(), "key"))).isEqualTo(refusal(first));
        assertThat(desk.log).hasSize(before);
    }

    @Test
    void aMalformedCommandWritesNothingThoughTheHoldIsDue() {
        Desk desk = approved(0);
        desk.pass(Limits.HOLD_MICROS + SECOND);
        int before = desk.log.size();
        desk.send(capture().toBuilder().setAmountMinor(-1).build());

        assertThat(desk.log).hasSize(before);
    }

    @Test
    void whatIsHeldIsCapturedAtItsTimeByATimedEvent() {
        Desk desk = approved(60);
        desk.send(capture());
        desk.pass(59 * SECOND);
        assertThat(desk.book.holdsDue(desk.now())).isFalse();
        desk.pass(2 * SECOND);
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(desk.lastRun()).containsExactly("PaymentCaptured");
        assertThat(desk.balance("a")).isEqualTo(700);
        assertThat(desk.held("a")).isZero();
        assertThat(desk.book.holdsDue(Long.MAX_VALUE)).as("no timer is left").isFalse();
    }

    @Test
    void aVoidBeforeItsTimeStopsTheCapture() {
        Desk desk = approved(60);
        desk.send(VoidPayment.newBuilder().setPaymentId("p").build());

        assertThat(desk.book.holdsDue(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aVoidAfterItsTimeMeetsTheCapturedPayment() {
        Desk desk = approved(60);
        desk.pass(61 * SECOND);
        Outcome outcome = desk.send(VoidPayment.newBuilder().setPaymentId("p").build());

        assertThat(refusal(outcome)).isEqualTo(RefusalCode.PAYMENT_STATUS);
        assertThat(desk.lastRun()).containsExactly("AccountOpened", "PaymentCaptured");
        assertThat(desk.balance("a")).isEqualTo(700);
    }

    @Test
    void aRefundAfterItsTimeFollowsTheCaptureInOneRun() {
        Desk desk = approved(60);
        desk.pass(61 * SECOND);
        desk.send(RefundPayment.newBuilder().setPaymentId("p").setAmountMinor(120).build());

        assertThat(desk.lastRun())
                .containsExactly("AccountOpened", "PaymentCaptured", "PaymentRefunded");
        assertThat(desk.balance("a")).isEqualTo(820);
        assertThat(desk.replayed(new MemoryIndex()).fingerprint())
                .isEqualTo(desk.book.fingerprint());
    }

    @Test
    void aLateDeclineAfterTheTimeVoidsNothing() {
        Desk desk = new Desk();
        desk.funded("a", 1_000);
        desk.send(payment(60));
        desk.overdue("p", APPROVED);
        desk.pass(61 * SECOND);
        desk.decision("p", DECLINED, 900);

        assertThat(desk.lastRun())
                .containsExactly(
                        "AccountOpened",
                        "PaymentCaptured",
                        "LateDecisionRecorded",
                        "AlertRaised",
                        "CaseOpened");
    }

    @Test
    void theTimeCountsFromTheApprovalAndEndsBeforeTheHoldDoes() {
        Desk desk = new Desk();
        desk.funded("a", 1_000);
        desk.send(payment(6 * 86_400));
        desk.decision("p", REFERRED, 500);
        desk.pass(5 * 86_400 * SECOND);
        desk.send(ResolveAlert.newBuilder().setAlertId("p").setVerdict(Verdict.LEGITIMATE).build());
        desk.pass(3 * 86_400 * SECOND);
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(desk.lastRun()).containsExactly("AccountOpened", "PaymentCaptured");
    }

    @Test
    void movingATestClockMakesDueWhatLiesBetweenInTheOrderOfTime() {
        Desk desk = new Desk(true);
        desk.funded("a", 1_000);
        hold(desk, "h2", 200);
        hold(desk, "h4", 400);
        desk.send(payment(300));
        desk.decision("p", APPROVED, 1);
        desk.send(
                MoveTestClock.newBuilder()
                        .setNow(timestamp(Desk.START + 30 * 86_400 * SECOND))
                        .build());
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(desk.lastRun())
                .as("the payment's own expiry, later than its capture, is gone with it")
                .containsExactly(
                        "HeldFundsExpired", "AccountOpened", "PaymentCaptured", "HeldFundsExpired");
        assertThat(subjects(desk)).containsExactly("h2", "clearing:ONLINE", "p", "h4");
        assertThat(desk.held("a")).isZero();
        assertThat(desk.book.holdsDue(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void aMassExpiryComesInBoundedRuns() {
        Desk desk = new Desk();
        desk.funded("a", 1_000);
        for (int i = 0; i < Limits.HOLDS_PER_RUN + 1; i++) {
            hold(desk, "h" + i, 5);
        }
        desk.pass(6 * SECOND);
        desk.internal(new InternalCommand.HoldsDue());
        assertThat(desk.lastRun()).hasSize(Limits.HOLDS_PER_RUN);
        assertThat(desk.book.holdsDue(desk.now())).isTrue();
        desk.internal(new InternalCommand.HoldsDue());

        assertThat(desk.lastRun()).hasSize(1);
        assertThat(desk.held("a")).isZero();
    }

    static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(micros / SECOND)
                .setNanos((int) (micros % SECOND) * 1_000)
                .build();
    }

    private static List<String> subjects(Desk desk) {
        int run = desk.log.getLast().runLength();
        return desk.log.subList(desk.log.size() - run, desk.log.size()).stream()
                .map(EventRecord::subject)
                .toList();
    }

    private static void hold(Desk desk, String id, long seconds) {
        desk.send(
                HoldFunds.newBuilder()
                        .setHoldId(id)
                        .setAccountId("a")
                        .setAmountMinor(1)
                        .setCurrency("EUR")
                        .setExpiresAt(timestamp(Desk.START + seconds * SECOND))
                        .build());
    }

    private static Desk approved(int autoCaptureAfterSeconds) {
        Desk desk = new Desk();
        desk.funded("a", 1_000);
        desk.send(payment(autoCaptureAfterSeconds));
        desk.decision("p", APPROVED, 1);
        return desk;
    }

    private static RequestPayment payment(int autoCaptureAfterSeconds) {
        RequestPayment.Builder request = Desk.payment("p", "a", 300, Channel.ONLINE);
        request.getPaymentBuilder().setAutoCaptureAfterSeconds(autoCaptureAfterSeconds);
        return request.build();
    }

    private static CapturePayment capture() {
        return CapturePayment.newBuilder().setPaymentId("p").setAmountMinor(100).build();
    }

    private static RefusalCode refusal(Outcome outcome) {
        return ((Outcome.Refused) outcome).code();
    }
}
