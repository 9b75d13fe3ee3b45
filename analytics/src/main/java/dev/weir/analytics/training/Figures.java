package dev.weir.analytics.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How well scores tell fraud from the rest.
 *
 * @param rocAuc chance that a fraud scores higher than a good payment; equal scores count half
 * @param averagePrecision mean of the precision at each fraud, payments of equal score taken at
 *     once
 * @param caught share of frauds at or above {@link #THRESHOLD_PPM}
 * @param stopped share of good payments at or above it
 */
record Figures(double rocAuc, double averagePrecision, double caught, double stopped) {
    static final int THRESHOLD_PPM = 500_000;

    /** A score and what the payment was. */
    record Scored(int ppm, boolean fraud) {}

    /**
     * @throws TrainFailure if there is no fraud or nothing else
     */
    static Figures of(List<Scored> scores) {
        Scored[] sorted = scores.toArray(Scored[]::new);
        Arrays.sort(sorted, Comparator.comparingInt(Scored::ppm).reversed());
        long frauds = scores.stream().filter(Scored::fraud).count();
        long good = sorted.length - frauds;
        if (frauds == 0 || good == 0) {
            throw new TrainFailure(
                    "figures need frauds and good payments: " + frauds + " and " + good);
        }
        double pairs = 0;
        double precisions = 0;
        long fraudsAbove = 0;
        long caught = 0;
        long stopped = 0;
        for (int from = 0; from < sorted.length; ) {
            int until = from;
            long here = 0;
            while (until < sorted.length && sorted[until].ppm() == sorted[from].ppm()) {
                here += sorted[until++].fraud() ? 1 : 0;
            }
            long goodHere = until - from - here;
            pairs += goodHere * (fraudsAbove + here / 2.0);
            fraudsAbove += here;
            precisions += here * ((double) fraudsAbove / until);
            if (sorted[from].ppm() >= THRESHOLD_PPM) {
                caught = fraudsAbove;
                stopped = until - fraudsAbove;
            }
            from = until;
        }
        return new Figures(
                pairs / ((double) frauds * good),
                precisions / frauds,
                (double) caught / frauds,
                (double) stopped / good);
    }
}
