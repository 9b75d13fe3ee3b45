package dev.weir.command.payments;

import dev.weir.contract.payments.v1.PaymentDetails;

/** Sees to it that every live payment is decided in time. */
public interface Deadlines {
    /**
     * A live payment was requested; on the loop, in the same turn.
     *
     * @param arrivedMicros when it arrived, microseconds since 1970
     * @param deadlineMillis time for the answer, counted from its arrival
     */
    void begin(
            int partition,
            String book,
            PaymentDetails payment,
            long arrivedMicros,
            int deadlineMillis);
}
