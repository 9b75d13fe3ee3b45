package dev.weir.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.PaymentDetails;
import org.junit.jupiter.api.Test;

/** What is said of one payment, and the risk of its terminal eight days later. */
class LabelTest {
    private static final long PAID = 1_700_000_000L * Times.SECOND;
    private static final long LATER = PAID + 8 * Times.DAY;

    @Test
    void aVerdictCountsUntilItsAlertIsReopened() {
        assertThat(riskAfter(verdict(LATER - 10))).isEqualTo(1.0);
        assertThat(riskAfter(verdict(LATER - 10), reopened(LATER + 1))).isEqualTo(1.0);
        assertThat(riskAfter(verdict(LATER - 10), reopened(LATER))).isEqualTo(0.0);
        assertThat(riskAfter(verdict(LATER - 10), reopened(LATER - 5), verdict(LATER - 2)))
                .isEqualTo(1.0);
    }

    @Test
    void aChargebackStays() {
        assertThat(riskAfter(verdict(LATER - 10), chargeback(LATER - 8), reopened(LATER - 5)))
                .isEqualTo(1.0);
    }

    @Test
    void reopeningWithoutAVerdictOfFraudTakesNothingBack() {
        assertThat(riskAfter(reopened(LATER - 5), verdict(LATER - 3))).isEqualTo(1.0);
    }

    private static double riskAfter(Message... labels) {
        FeatureSet set = FeatureSet.payments2();
        BookFeatures features = new BookFeatures(set);
        HeapState state = new HeapState();
        features.onPayment(payment("fraud"), PAID, state);
        for (Message label : labels) {
            features.onEvent(label, PAID + 1, state);
        }
        return (double)
                set.read(features.onPayment(payment("next"), LATER, state))
                        .value("terminal_risk_30d");
    }

    private static Message verdict(long knownAt) {
        return AlertResolved.newBuilder()
                .setPaymentId("fraud")
                .setVerdict(Verdict.FRAUD)
                .setKnownAtMicros(knownAt)
                .build();
    }

    private static Message reopened(long knownAt) {
        return AlertReopened.newBuilder().setPaymentId("fraud").setKnownAtMicros(knownAt).build();
    }

    private static Message chargeback(long knownAt) {
        return ChargebackReported.newBuilder()
                .setPaymentId("fraud")
                .setKnownAtMicros(knownAt)
                .build();
    }

    private static PaymentDetails payment(String id) {
        return PaymentDetails.newBuilder()
                .setPaymentId(id)
                .setAccountId("a")
                .setTerminalId("t")
                .setAmountMinor(1)
                .build();
    }
}
