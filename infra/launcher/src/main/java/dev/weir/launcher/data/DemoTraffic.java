package dev.weir.launcher.data;

import dev.weir.contract.payments.v1.Channel;
import dev.weir.contract.payments.v1.PaymentDetails;
import dev.weir.contract.signals.v1.SessionSummarised;
import dev.weir.launcher.data.DemoAction.Pay;
import dev.weir.launcher.data.DemoAction.Tell;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * What happens in the demonstration, one action after the other: ordinary payments, and now and
 * then an attack whose steps are mixed in among them. The same seed gives the same actions.
 */
final class DemoTraffic {
    /**
     * One attack begins in this many actions: with about five payments each, 2 % of payments are
     * fraud.
     */
    private static final int ACTIONS_PER_ATTACK = 250;

    /** Share of online payments that a session on the shop's site is told of, in percent. */
    private static final int WITH_SESSION = 30;

    /** Other actions between two steps of one attack. */
    private static final int STEP_GAP = 12;

    private record Step(DemoAction action, long dueAt) {}

    private final SplittableRandom random;
    private final DemoPayments payments;
    private final DemoAttacks attacks;
    private final Deque<Step> attack = new ArrayDeque<>();
    private long actions;
    private int begun;
    private Pay afterSession;

    DemoTraffic(DemoWorld world, long seed, String run) {
        this.random = new SplittableRandom(seed);
        this.payments = new DemoPayments(world, random, run);
        this.attacks = new DemoAttacks(world, payments, random);
    }

    DemoAction next() {
        actions++;
        if (attack.isEmpty() && actions % ACTIONS_PER_ATTACK == ACTIONS_PER_ATTACK / 2) {
            begin(DemoAttacks.SCENARIOS.get(begun++ % DemoAttacks.SCENARIOS.size()));
        }
        if (!attack.isEmpty() && attack.peek().dueAt() <= actions) {
            return attack.remove().action();
        }
        if (afterSession != null) {
            Pay payment = afterSession;
            afterSession = null;
            return payment;
        }
        return withSession(payments.ordinary(payments.anyone()));
    }

    /** The payment, or the session before it, which the next action pays in. */
    private DemoAction withSession(PaymentDetails.Builder payment) {
        if (payment.getChannel() != Channel.ONLINE || random.nextInt(100) >= WITH_SESSION) {
            return new Pay(payment.build(), "");
        }
        payment.setSessionId("s-" + payment.getPaymentId());
        afterSession = new Pay(payment.build(), "");
        int pages = random.nextInt(2, 15);
        return new Tell(
                "session",
                SessionSummarised.newBuilder()
                        .setSessionId(payment.getSessionId())
                        .setCustomerId(payment.getCustomerId())
                        .setAccountId(payment.getAccountId())
                        .setPageViews(pages)
                        .setClicks(pages + random.nextInt(40))
                        .setDurationMillis(random.nextLong(20_000, 900_000))
                        .setDeviceId(payment.getDeviceId())
                        .setIp(payment.getIp())
                        .build());
    }

    private void begin(String scenario) {
        long due = actions;
        for (DemoAction step : attacks.steps(scenario)) {
            attack.add(new Step(step, due));
            due += STEP_GAP;
        }
    }
}
