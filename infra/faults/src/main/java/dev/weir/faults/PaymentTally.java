package dev.weir.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the payments of a run, as their clients saw it. */
final class PaymentTally {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final double MICROS_PER_MILLI = 1_000.0;

    private final Map<String, Long> bases = new TreeMap<>();
    private final Map<String, Long> problems = new TreeMap<>();
    private final List<Long> blindDueNanos = new ArrayList<>();
    private long[] latencyMicros = new long[1 << 12];
    private int answered;
    private long askedAgain;

    /**
     * A final answer.
     *
     * @param how basis of the decision, and for a fallback the step that was late
     */
    synchronized void answered(long dueNanos, long answeredNanos, String how, boolean blind) {
        if (answered == latencyMicros.length) {
            latencyMicros = Arrays.copyOf(latencyMicros, answered * 2);
        }
        latencyMicros[answered++] = (answeredNanos - dueNanos) / NANOS_PER_MICRO;
        bases.merge(how, 1L, Long::sum);
        if (blind) {
            blindDueNanos.add(dueNanos);
        }
    }

    /** An attempt without a final answer. */
    synchronized void askedAgain(String why) {
        askedAgain++;
        problems.merge(why, 1L, Long::sum);
    }

    synchronized void refused(String code) {
        problems.merge("refused " + code, 1L, Long::sum);
    }

    synchronized long refusals() {
        return problems.entrySet().stream()
                .filter(problem -> problem.getKey().startsWith("refused "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    synchronized long answers() {
        return answered;
    }

    /**
     * Payments decided blind that were due in a time, and how long after its begin the last was.
     */
    record Blind(long payments, double lastAfterSeconds) {}

    synchronized Blind blindFrom(long fromNanos, long untilNanos) {
        long count = 0;
        long last = fromNanos;
        for (long due : blindDueNanos) {
            if (due - fromNanos >= 0 && untilNanos - due >= 0) {
                count++;
                last = Math.max(last, due);
            }
        }
        return new Blind(count, (last - fromNanos) / 1e9);
    }

    /** Latencies of the answers number {@code from} to the last, from the time each was due. */
    synchronized double[] millisAt(int from, double... quantiles) {
        long[] sorted = Arrays.copyOfRange(latencyMicros, Math.min(from, answered), answered);
        Arrays.sort(sorted);
        return Arrays.stream(quantiles)
                .map(
                        quantile ->
                                sorted.length == 0
                                        ? 0
                                        : sorted[
                                                        (int)
                                                                Math.min(
                                                                        sorted.length - 1.0,
                                                                        quantile * sorted.length)]
                                                / MICROS_PER_MILLI)
                .toArray();
    }

    synchronized String line() {
        double[] at = millisAt(0, 0.5, 0.99, 0.999);
        return "%d answered %s, %d attempts more %s; p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms from the time each was due"
                .formatted(answered, bases, askedAgain, problems, at[0], at[1], at[2]);
    }
}
