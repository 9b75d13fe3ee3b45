package dev.weir.bench;

import java.util.List;

/**
 * The highest rate that is held: steps up until one is not, then in the middle, then the best one
 * for as long as it has to be held.
 */
final class RateRow {
    private static final int FIRST = 200;
    private static final int LAST = 6_400;
    private static final int HALVINGS = 2;
    private static final double P99_MILLIS_MAX = 120;
    private static final double FALLBACK_PERCENT_MAX = 0.1;
    private static final double AIM = 1_500;

    private final Load load;
    private final DecidePace pace;
    private final String machine;

    /** Payments at a rate for so many seconds. */
    @FunctionalInterface
    interface Load {
        OpenLoop.Outcome run(int rate, int seconds) throws InterruptedException;
    }

    RateRow(Load load, DecidePace pace, String machine) {
        this.load = load;
        this.pace = pace;
        this.machine = machine;
    }

    List<Measure> measure() throws InterruptedException {
        int held = 0;
        int lost = LAST;
        for (int rate = FIRST; rate < LAST && lost == LAST; rate *= 2) {
            if (holds(load.run(rate, pace.stepSeconds()))) {
                held = rate;
            } else {
                lost = rate;
            }
        }
        for (int i = 0; i < HALVINGS; i++) {
            int rate = (held + lost) / 2;
            if (holds(load.run(rate, pace.stepSeconds()))) {
                held = rate;
            } else {
                lost = rate;
            }
        }
        // what a short step held need not last
        int rate = held;
        while (rate > FIRST / 4) {
            OpenLoop.Outcome outcome = load.run(rate, pace.heldSeconds());
            if (holds(outcome)) {
                return List.of(
                        Measure.atLeast(
                                "highest rate held for " + pace.heldSeconds() + " s",
                                rate,
                                "1/s",
                                AIM,
                                machine),
                        Measure.shown(
                                "at " + rate + "/s, p99", outcome.millisAt(99), "ms", machine));
            }
            rate = rate * 3 / 4;
        }
        return List.of(
                Measure.atLeast(
                        "highest rate held for " + pace.heldSeconds() + " s",
                        0,
                        "1/s",
                        AIM,
                        machine));
    }

    private static boolean holds(OpenLoop.Outcome outcome) {
        return outcome.unanswered() == 0
                && outcome.millisAt(99) <= P99_MILLIS_MAX
                && outcome.fallbackPercent() < FALLBACK_PERCENT_MAX;
    }
}
