package dev.weir.analytics.training;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.payments.v1.ChargebackReported;
import java.util.HashMap;
import java.util.Map;

/**
 * What the log says of payments, and from when on it was known. A payment that nothing is said of
 * is good; how long one waits before believing that is the label delay.
 */
final class LogLabels {
    private static final long NEVER = Long.MAX_VALUE;

    private record Key(String book, String paymentId) {}

    /** A verdict ends where its alert is looked at again; the last one is kept. */
    private static final class Said {
        private long chargeback = NEVER;
        private long verdict = NEVER;
        private long verdictEnd = NEVER;
    }

    private final Map<Key, Said> frauds = new HashMap<>();

    void take(String book, Message event) {
        switch (event) {
            case ChargebackReported label -> {
                Said said = said(book, label.getPaymentId());
                said.chargeback = Math.min(said.chargeback, label.getKnownAtMicros());
            }
            case AlertResolved label when label.getVerdict() == Verdict.FRAUD -> {
                Said said = said(book, label.getPaymentId());
                boolean ended = said.verdictEnd != NEVER;
                said.verdict = Math.min(ended ? NEVER : said.verdict, label.getKnownAtMicros());
                said.verdictEnd = NEVER;
            }
            case AlertReopened reopened -> {
                Said said = frauds.get(new Key(book, reopened.getPaymentId()));
                if (said != null && said.verdict != NEVER) {
                    said.verdictEnd = reopened.getKnownAtMicros();
                }
            }
            default -> {}
        }
    }

    private Said said(String book, String paymentId) {
        return frauds.computeIfAbsent(new Key(book, paymentId), key -> new Said());
    }

    /** Whether a payment was known to be fraud at a time. */
    boolean fraudAt(String book, String paymentId, long micros) {
        Said said = frauds.get(new Key(book, paymentId));
        return said != null
                && (said.chargeback <= micros
                        || said.verdict <= micros && micros < said.verdictEnd);
    }
}
