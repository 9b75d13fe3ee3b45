package dev.weir.domain;

import dev.weir.contract.store.v1.HoldState;
import dev.weir.contract.store.v1.PaymentStage;
import dev.weir.contract.store.v1.PaymentState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What a book has to do by itself at a recorded time, earliest first. It follows from the folded
 * payments and holds alone, so it is not kept anywhere else.
 */
final class Timers {
    /** At the same microsecond the first of these comes first. */
    enum Kind {
        PAYMENT_CAPTURE,
        PAYMENT_EXPIRY,
        HOLD_EXPIRY
    }

    /** One of them; the id is the payment's or the hold's. */
    record Timer(long dueMicros, Kind kind, String id) implements Comparable<Timer> {
        private static final Comparator<Timer> ORDER =
                Comparator.comparingLong(Timer::dueMicros)
                        .thenComparing(Timer::kind)
                        .thenComparing(Timer::id);

        @Override
        public int compareTo(Timer other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeSet<Timer> waiting = new TreeSet<>();

    /** Replaces the timers of an entity, of which either state may have none. */
    void replace(List<Timer> before, List<Timer> after) {
        before.forEach(waiting::remove);
        waiting.addAll(after);
    }

    boolean due(long nowMicros) {
        return !waiting.isEmpty() && waiting.first().dueMicros() <= nowMicros;
    }

    List<Timer> due(long nowMicros, int atMost) {
        return waiting.stream()
                .takeWhile(timer -> timer.dueMicros() <= nowMicros)
                .limit(atMost)
                .toList();
    }

    static List<Timer> of(PaymentState payment) {
        List<Timer> timers = new ArrayList<>(2);
        if (!Payments.isOpen(payment.getStage())) {
            return timers;
        }
        String id = payment.getDetails().getPaymentId();
        if (payment.getHoldExpiresMicros() > 0) {
            timers.add(new Timer(payment.getHoldExpiresMicros(), Kind.PAYMENT_EXPIRY, id));
        }
        if (payment.getCaptureDueMicros() > 0 && isCapturable(payment.getStage())) {
            timers.add(new Timer(payment.getCaptureDueMicros(), Kind.PAYMENT_CAPTURE, id));
        }
        return timers;
    }

    static List<Timer> of(HoldState hold) {
        return Holds.isOpen(hold) && hold.getExpiresMicros() > 0
                ? List.of(new Timer(hold.getExpiresMicros(), Kind.HOLD_EXPIRY, hold.getHoldId()))
                : List.of();
    }

    static boolean isCapturable(PaymentStage stage) {
        return stage == PaymentStage.STAGE_APPROVED
                || stage == PaymentStage.STAGE_PARTIALLY_CAPTURED;
    }

    @Override
    public String toString() {
        return waiting.toString();
    }
}
