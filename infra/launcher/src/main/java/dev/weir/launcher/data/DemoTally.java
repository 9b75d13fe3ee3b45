package dev.weir.launcher.data;

import dev.weir.launcher.Counted;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts what became of the demonstration's payments, against the truth that only the demonstration
 * knows.
 */
final class DemoTally {
    /** Payments of one scenario, and how many of them were stopped. */
    private static final class Count {
        private long payments;
        private long stopped;
    }

    private final Map<String, Count> scenarios = new TreeMap<>();
    private final Map<String, Long> problems = new TreeMap<>();
    private long[] latencyMicros = new long[1 << 12];
    private int answered;
    private long approved;
    private long declined;
    private long referred;
    private long unknown;
    private long fallbacks;
    private long goodPayments;
    private long goodStoppedByDecision;
    private long goodStoppedByFallback;

    synchronized void answer(String scenario, String outcome, boolean fallback, long micros) {
        if (answered == latencyMicros.length) {
            latencyMicros = Arrays.copyOf(latencyMicros, answered * 2);
        }
        latencyMicros[answered++] = micros;
        boolean stopped = outcome.equals("DECLINED") || outcome.equals("REFERRED");
        switch (outcome) {
            case "APPROVED" -> approved++;
            case "DECLINED" -> declined++;
            case "REFERRED" -> referred++;
            default -> unknown++;
        }
        fallbacks += fallback ? 1 : 0;
        if (scenario.isEmpty()) {
            goodPayments++;
            goodStoppedByDecision += stopped && !fallback ? 1 : 0;
            goodStoppedByFallback += stopped && fallback ? 1 : 0;
        } else {
            Count count = scenarios.computeIfAbsent(scenario, name -> new Count());
            count.payments++;
            count.stopped += stopped ? 1 : 0;
        }
    }

    /** The payment got no decision: refused by the ledger, or the call failed. */
    synchronized void problem(String code) {
        problems.merge(code, 1L, Long::sum);
    }

    synchronized String line(long seconds) {
        return String.format(
                Locale.ROOT,
                "%4d s  %d answered: %d approved, %d declined, %d referred, %d by fallback, p50 %.1f ms, p99 %.1f ms",
                seconds,
                answered,
                approved,
                declined,
                referred,
                fallbacks,
                millisAt(0.50),
                millisAt(0.99));
    }

    synchronized void print(PrintWriter out, double seconds) {
        out.printf(
                Locale.ROOT,
                "payments   %d answered in %.1f s (%.1f/s): %d approved, %d declined, %d referred, %d not known yet%n",
                answered,
                seconds,
                answered / seconds,
                approved,
                declined,
                referred,
                unknown);
        out.printf(
                Locale.ROOT, "fallback   %d (%.2f %%)%n", fallbacks, percent(fallbacks, answered));
        if (!problems.isEmpty()) {
            out.println(
                    "no answer  "
                            + problems.entrySet().stream()
                                    .map(problem -> problem.getValue() + " " + problem.getKey())
                                    .collect(Collectors.joining(", ")));
        }
        out.printf(
                Locale.ROOT,
                "latency    p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, from the time each payment was due%n",
                millisAt(0.50),
                millisAt(0.99),
                millisAt(0.999));
        out.println("fraud      scenario            payments   stopped");
        long fraud = 0;
        long stopped = 0;
        for (Map.Entry<String, Count> entry : scenarios.entrySet()) {
            Count count = entry.getValue();
            fraud += count.payments;
            stopped += count.stopped;
            out.printf(
                    Locale.ROOT,
                    "           %-18s %9d %9d  %5.1f %%%n",
                    entry.getKey(),
                    count.payments,
                    count.stopped,
                    percent(count.stopped, count.payments));
        }
        out.printf(
                Locale.ROOT,
                "           %-18s %9d %9d  %5.1f %%%n",
                "all",
                fraud,
                stopped,
                percent(stopped, fraud));
        out.printf(
                Locale.ROOT,
                "good       %s, %d stopped by decision (%.2f %%), %d by fallback (%.2f %%)%n",
                Counted.of(goodPayments, "payment"),
                goodStoppedByDecision,
                percent(goodStoppedByDecision, goodPayments),
                goodStoppedByFallback,
                percent(goodStoppedByFallback, goodPayments));
    }

    synchronized long answered() {
        return answered;
    }

    private double millisAt(double quantile) {
        if (answered == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(latencyMicros, answered);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(answered - 1L, (long) Math.ceil(quantile * answered) - 1)]
                / 1_000.0;
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
