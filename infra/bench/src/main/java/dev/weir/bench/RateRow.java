package dev.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The highest rate that is held: steps up until one is not, then in the middle, then the best one
 * for as long as it has to be held. A step ends as soon as it is certain that it is not held.
 */
final class RateRow {
    private static final int FIRST = 200;
    private static final int LAST = 6_400;
    private static final int HALVINGS = 2;
    private static final int HELD_ATTEMPTS = 4;
    private static final int CALM_RATE = 50;
    private static final int CALM_SECONDS = 5;
    private static final int CALM_ATTEMPTS = 6;
    private static final long LATE_MILLIS = 120;
    private static final double LATE_PERCENT_MAX = 1;
    private static final double FALLBACK_PERCENT_MAX = 0.1;
    private static final double AIM = 1_500;

    private final Load load;
    private final DecidePace pace;
    private final String machine;

    /** Payments at a rate, for as long as it goes on and at most so many seconds. */
    @FunctionalInterface
    interface Load {
        OpenLoop.Outcome run(
                int rate, int seconds, OpenLoop.Observer observer, BooleanSupplier goesOn)
                throws InterruptedException;
    }

    RateRow(Load load, DecidePace pace, String machine) {
        this.load = load;
        this.pace = pace;
        this.machine = machine;
    }

    List<Measure> measure() throws InterruptedException {
        // the accounts of the book were opened a moment ago
        settle();
        int held = 0;
        int lost = LAST;
        for (int rate = FIRST; rate < LAST && lost == LAST; rate *= 2) {
            if (holds(run(rate, pace.stepSeconds()))) {
                held = rate;
            } else {
                lost = rate;
            }
        }
        for (int i = 0; i < HALVINGS; i++) {
            int rate = (held + lost) / 2;
            if (holds(run(rate, pace.stepSeconds()))) {
                held = rate;
            } else {
                lost = rate;
            }
        }
        // what a short step held need not last
        int rate = held;
        for (int i = 0; i < HELD_ATTEMPTS && rate > 0; i++) {
            OpenLoop.Outcome outcome = run(rate, pace.heldSeconds());
            if (holds(outcome)) {
                return List.of(
                        held(rate),
                        Measure.shown(
                                "at " + rate + "/s, p99", outcome.millisAt(99), "ms", machine),
                        Measure.shown(
                                "at " + rate + "/s, fallback",
                                outcome.fallbackPercent(),
                                "%",
                                machine));
            }
            rate = rate * 3 / 4;
        }
        return List.of(held(0));
    }

    private Measure held(int rate) {
        return Measure.atLeast(
                "highest rate held for " + pace.heldSeconds() + " s", rate, "1/s", AIM, machine);
    }

    /** One step; what it left waiting when it was too much is worked off before the next. */
    private OpenLoop.Outcome run(int rate, int seconds) throws InterruptedException {
        Doubt doubt = new Doubt((long) rate * seconds);
        OpenLoop.Outcome outcome = load.run(rate, seconds, doubt, doubt);
        if (!holds(outcome)) {
            settle();
        }
        return outcome;
    }

    private void settle() throws InterruptedException {
        boolean calm = false;
        for (int i = 0; i < CALM_ATTEMPTS && !calm; i++) {
            calm = holds(load.run(CALM_RATE, CALM_SECONDS, OpenLoop.Observer.NOBODY, () -> true));
        }
    }

    private static boolean holds(OpenLoop.Outcome outcome) {
        return outcome.unanswered() == 0
                && 100 - outcome.percentWithin(LATE_MILLIS) <= LATE_PERCENT_MAX
                && outcome.fallbackPercent() < FALLBACK_PERCENT_MAX;
    }

    /** Goes on while a step of so many payments may still be held. */
    private static final class Doubt implements OpenLoop.Observer, BooleanSupplier {
        private final double lateMax;
        private final double fallbacksMax;
        private final LongAdder late = new LongAdder();
        private final LongAdder fallbacks = new LongAdder();

        Doubt(long payments) {
            lateMax = payments * LATE_PERCENT_MAX / 100;
            fallbacksMax = payments * FALLBACK_PERCENT_MAX / 100;
        }

        @Override
        public void answered(long dueNanos, JsonNode payment) {
            if (System.nanoTime() - dueNanos > TimeUnit.MILLISECONDS.toNanos(LATE_MILLIS)) {
                late.increment();
            }
            if (OpenLoop.isFallback(payment)) {
                fallbacks.increment();
            }
        }

        @Override
        public boolean getAsBoolean() {
            return late.sum() <= lateMax && fallbacks.sum() < fallbacksMax;
        }
    }
}
