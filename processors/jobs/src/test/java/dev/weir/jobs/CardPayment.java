package dev.weir.jobs;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;

/** What card testing looks at of a payment. A Flink POJO. */
public final class CardPayment {
    /** The card. */
    public String card = "";

    /** The payment. */
    public String payment = "";

    /** Amount, minor units. */
    public long amountMinor;

    /** Whether it was made online. */
    public boolean online;

    static CardPayment of(PaymentDetails details) {
        CardPayment payment = new CardPayment();
        payment.card = details.getCardId();
        payment.payment = details.getPaymentId();
        payment.amountMinor = details.getAmountMinor();
        payment.online = details.getChannel() == Channel.ONLINE;
        return payment;
    }
}
