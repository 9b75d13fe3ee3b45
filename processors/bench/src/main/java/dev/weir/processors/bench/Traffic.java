package dev.weir.processors.bench;

import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.payments.v1.CaptureMode;
import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.SplittableRandom;

/**
 * Payments made up from their number alone, each the same in every process: a customer with a card,
 * a device and an address, at one of many merchants and terminals.
 *
 * @param accounts customers
 * @param inTurn true: one customer after the other, so that each has paid before one pays again
 */
record Traffic(int accounts, boolean inTurn) {
    private static final int MERCHANTS = 200;
    private static final int TERMINALS = 400;

    PaymentDetails payment(long n) {
        SplittableRandom random = new SplittableRandom(n);
        int customer = inTurn ? (int) (n % accounts) : random.nextInt(accounts);
        boolean online = random.nextInt(3) == 0;
        return PaymentDetails.newBuilder()
                .setPaymentId("p" + n)
                .setAccountId("a" + customer)
                .setCardId("c" + customer)
                .setDeviceId("d" + customer)
                .setMerchantId("m" + random.nextInt(MERCHANTS))
                .setTerminalId("t" + random.nextInt(TERMINALS))
                .setIp(
                        "10."
                                + customer / 62_500
                                + "."
                                + customer / 250 % 250
                                + "."
                                + customer % 250)
                .setChannel(online ? Channel.ONLINE : Channel.POS)
                .setCountry("DE")
                .setAmountMinor(random.nextInt(10) == 0 ? 300 : random.nextLong(100, 10_000))
                .setCurrency("EUR")
                .setCapture(CaptureMode.AUTOMATIC)
                .build();
    }

    /**
     * The payment as the owner records it.
     *
     * @param controlSeq position of the control book
     */
    PaymentRequested requested(long n, long controlSeq) {
        PaymentDetails payment = payment(n);
        return PaymentRequested.newBuilder()
                .setPayment(payment)
                .setMode(DecisionMode.LIVE)
                .setControlSeq(controlSeq)
                .setHold(
                        HoldChange.newBuilder()
                                .setAccountId(payment.getAccountId())
                                .setAmountMinor(payment.getAmountMinor())
                                .setCurrency(payment.getCurrency())
                                .setHeldAfterMinor(payment.getAmountMinor()))
                .build();
    }
}
