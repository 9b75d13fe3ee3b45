package dev.weir.domain;

import dev.weir.contract.payments.v1.PaymentDetails;

/**
 * A payment that waits for its decision.
 *
 * @param details as requested
 * @param requestSequence sequence of its PaymentRequested
 * @param arrivedMicros owner's clock when it arrived, microseconds since 1970
 * @param deadlineMillis time for the answer, counted from its arrival; 0: none
 */
public record PendingPayment(
        PaymentDetails details, long requestSequence, long arrivedMicros, int deadlineMillis) {
    public String paymentId() {
        return details.getPaymentId();
    }
}
