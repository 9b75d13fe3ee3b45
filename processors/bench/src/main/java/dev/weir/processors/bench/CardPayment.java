package dev.weir.processors.bench;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.util.SplittableRandom;

/**
 * A payment of the streams that peers and own code both see: small ones online and large ones, on
 * few cards, so that rules and patterns fire. A Flink POJO.
 */
public final class CardPayment {
    static final int CARDS = 1_000;
    private static final int TERMINALS = 40;
    private static final long START_MILLIS = 1_700_000_000_000L;

    /** About five payments a card and hour; no window ends exactly at a payment. */
    private static final long STEP_MILLIS = 701;

    private static final long MICROS_PER_MILLI = 1_000;

    public String id = "";
    public String card = "";
    public String terminal = "";
    public boolean online;
    public long amount;
    public long atMillis;

    static CardPayment of(long n) {
        SplittableRandom random = new SplittableRandom(n);
        CardPayment payment = new CardPayment();
        payment.id = "p" + n;
        payment.card = "c" + random.nextInt(CARDS);
        payment.terminal = "t" + random.nextInt(TERMINALS);
        int kind = random.nextInt(10);
        payment.online = kind < 5;
        payment.amount =
                kind < 4
                        ? random.nextLong(1, 500)
                        : kind < 5 ? random.nextLong(10_000, 50_000) : random.nextLong(500, 10_000);
        payment.atMillis = START_MILLIS + n * STEP_MILLIS;
        return payment;
    }

    long atMicros() {
        return atMillis * MICROS_PER_MILLI;
    }

    PaymentDetails details() {
        return PaymentDetails.newBuilder()
                .setPaymentId(id)
                .setAccountId("a" + card)
                .setCardId(card)
                .setTerminalId(terminal)
                .setChannel(online ? Channel.ONLINE : Channel.POS)
                .setAmountMinor(amount)
                .setCurrency("EUR")
                .build();
    }

    PaymentRequested requested() {
        return PaymentRequested.newBuilder().setPayment(details()).build();
    }

    // what Drools reads

    public String getId() {
        return id;
    }

    public String getCard() {
        return card;
    }

    public String getTerminal() {
        return terminal;
    }

    public boolean isOnline() {
        return online;
    }

    public long getAmount() {
        return amount;
    }

    public long getAtMillis() {
        return atMillis;
    }
}
