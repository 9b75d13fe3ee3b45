package dev.weir.processors.bench;

import java.util.SplittableRandom;

/** A payment at the one hot terminal. A Flink POJO. */
public final class TerminalPayment {
    public String id = "";
    public String terminal = "";
    public long atMillis;
    public long amount;

    static TerminalPayment of(long n, long atMillis) {
        TerminalPayment payment = new TerminalPayment();
        payment.id = "p" + n;
        payment.terminal = "hot";
        payment.atMillis = atMillis;
        payment.amount = new SplittableRandom(n).nextLong(1, 10_000);
        return payment;
    }
}
