package dev.weir.features;

import com.google.protobuf.Message;
import dev.weir.contract.cases.v1.AlertReopened;
import dev.weir.contract.cases.v1.AlertResolved;
import dev.weir.contract.cases.v1.Verdict;
import dev.weir.contract.payments.v1.ChargebackReported;
import dev.weir.contract.payments.v1.Location;
import dev.weir.contract.payments.v1.PaymentDeclined;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.payments.v1.PaymentRequested;
import dev.weir.contract.signals.v1.ContactChanged;
import dev.weir.contract.signals.v1.DeviceAdded;
import dev.weir.contract.signals.v1.LoginFailed;
import dev.weir.contract.signals.v1.PayeeAdded;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.contract.signals.v1.TerminalHealth;
import dev.weir.contract.signals.v1.TerminalHealthChanged;
import java.util.SplittableRandom;

/**
 * A book's events from a seed: few entities, so that they meet; steps from nothing to many days;
 * late and far too late events; windows that end exactly on an event; amounts near the largest.
 */
final class RandomHistory {
    record Event(Message message, long time) {}

    private static final long SECOND = 1_000_000L;
    private static final long AMOUNT_MAX = 1L << 56; // squares of thousands of these still fit
    private static final long[] STEPS = {
        0, SECOND, 30 * SECOND, 60 * SECOND, 600 * SECOND, 3_600 * SECOND, 86_400 * SECOND
    };

    private static final String[] ADDRESSES = {
        "192.0.2.1",
        "192.0.2.255",
        "198.51.100.7",
        "2001:db8:1::5",
        "2001:DB8:1:ffff:0:0:0:1",
        "2001:db8:2::",
        "::ffff:192.0.2.9"
    };

    private final SplittableRandom random;
    private final int entities;
    private final long stepMax;
    private long clock = 1_700_000_000L * SECOND;
    private int payments;

    RandomHistory(long seed, boolean dense) {
        random = new SplittableRandom(seed);
        entities = dense ? 1 : 1 + random.nextInt(4);
        stepMax = dense ? 120 * SECOND : STEPS[2 + random.nextInt(STEPS.length - 2)] * 4;
    }

    Event next() {
        int roll = random.nextInt(100);
        if (roll < 70 || payments == 0) {
            return new Event(payment(), time());
        }
        if (roll < 84) {
            return new Event(aboutPayment(roll), clock);
        }
        return new Event(signal(roll), time());
    }

    private long time() {
        int roll = random.nextInt(100);
        if (roll < 15) {
            return clock - random.nextLong(3_600 * SECOND + 1);
        }
        if (roll < 18) {
            return clock - 3_600 * SECOND - random.nextLong(40 * 86_400 * SECOND);
        }
        if (roll < 40) {
            clock += STEPS[random.nextInt(STEPS.length)] <= stepMax ? STEPS[random.nextInt(3)] : 0;
        } else if (roll == 99 && stepMax > 86_400 * SECOND) {
            clock += random.nextLong(45) * 86_400 * SECOND;
        } else {
            clock += random.nextLong(stepMax);
        }
        return clock;
    }

    private Message payment() {
        PaymentDetails.Builder payment =
                PaymentDetails.newBuilder()
                        .setPaymentId("p" + payments++)
                        .setAccountId(id("a"))
                        .setAmountMinor(amount());
        if (random.nextInt(4) > 0) {
            payment.setCardId(id("c"));
        }
        if (random.nextBoolean()) {
            payment.setTerminalId(id("t")).setMerchantId(id("m"));
        }
        if (random.nextBoolean()) {
            payment.setDeviceId(id("d")).setSessionId(id("s"));
        }
        if (random.nextBoolean()) {
            payment.setCountry(id("C")).setLocation(place());
        }
        if (random.nextInt(3) > 0) {
            payment.setIp(ADDRESSES[random.nextInt(Math.min(ADDRESSES.length, 2 * entities))]);
        }
        if (random.nextInt(4) == 0) {
            payment.setCounterpartyId(id("x"));
        }
        return PaymentRequested.newBuilder().setPayment(payment).build();
    }

    private Message aboutPayment(int roll) {
        String payment = "p" + Math.max(0, payments - 1 - random.nextInt(Math.min(payments, 40)));
        long known = clock + random.nextLong(-2, 3) * 86_400 * SECOND;
        if (roll < 76) {
            return PaymentDeclined.newBuilder().setPaymentId(payment).build();
        }
        if (roll < 80) {
            return ChargebackReported.newBuilder()
                    .setPaymentId(payment)
                    .setKnownAtMicros(known)
                    .build();
        }
        if (roll == 83) {
            return AlertReopened.newBuilder().setPaymentId(payment).setKnownAtMicros(known).build();
        }
        return AlertResolved.newBuilder()
                .setPaymentId(payment)
                .setVerdict(random.nextBoolean() ? Verdict.FRAUD : Verdict.LEGITIMATE)
                .setKnownAtMicros(known)
                .build();
    }

    private Message signal(int roll) {
        return switch (roll % 6) {
            case 0 -> LoginFailed.newBuilder().setAccountId(id("a")).build();
            case 1 -> DeviceAdded.newBuilder().setAccountId(id("a")).build();
            case 2 -> PayeeAdded.newBuilder().setAccountId(id("a")).build();
            case 3 -> ContactChanged.newBuilder().setAccountId(id("a")).build();
            case 4 ->
                    SessionSummarised.newBuilder()
                            .setSessionId(id("s"))
                            .setPageViews(random.nextInt(20))
                            .setClicks(random.nextInt(50))
                            .build();
            default ->
                    TerminalHealthChanged.newBuilder()
                            .setTerminalId(id("t"))
                            .setHealth(TerminalHealth.forNumber(1 + random.nextInt(3)))
                            .build();
        };
    }

    private String id(String prefix) {
        return prefix + random.nextInt(entities);
    }

    private long amount() {
        return switch (random.nextInt(10)) {
            case 0 -> 1;
            case 1 -> 500;
            case 2 -> AMOUNT_MAX - random.nextInt(3);
            default -> 1 + random.nextLong(100_000);
        };
    }

    private Location place() {
        return Location.newBuilder()
                .setLatMicrodegrees(random.nextInt(-90_000_000, 90_000_001))
                .setLonMicrodegrees(random.nextInt(-180_000_000, 180_000_001))
                .build();
    }
}
