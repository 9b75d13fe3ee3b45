package dev.weir.command.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The measured part of a load: latencies of what was answered in it, and by how much counters grew
 * over it (processor time, events, transactions).
 */
final class Window {
    /** Latencies kept; at 100,000/s a quarter of a minute. */
    private static final int SAMPLES_MAX = 1_500_000;

    private final Map<String, LongSupplier> counters;
    private final Map<String, Long> before = new LinkedHashMap<>();
    private final long[] latenciesNanos = new long[SAMPLES_MAX];
    private final AtomicInteger samples = new AtomicInteger();
    private long beginNanos;
    private volatile boolean open;

    /**
     * @param counters by name; each only grows
     */
    Window(Map<String, LongSupplier> counters) {
        this.counters = counters;
    }

    /** Processor time of this process, nanoseconds. */
    static long ownCpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    /** Processor time of another process, nanoseconds; 0 when the system does not tell. */
    static long cpuNanos(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(java.time.Duration::toNanos)
                .orElse(0L);
    }

    void open() {
        counters.forEach((name, counter) -> before.put(name, counter.getAsLong()));
        beginNanos = System.nanoTime();
        open = true;
    }

    /** Counts an answer that came while the window is open; safe for all threads. */
    void answered(long latencyNanos) {
        if (open) {
            int sample = samples.getAndIncrement();
            if (sample < SAMPLES_MAX) {
                latenciesNanos[sample] = latencyNanos;
            }
        }
    }

    /**
     * Ends the window. Figures: {@code answered}, {@code seconds}, {@code per_second}, {@code
     * p50_millis}, {@code p99_millis}, and the growth of each counter under its name.
     */
    Map<String, Double> close() {
        open = false;
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        Map<String, Double> figures = new LinkedHashMap<>();
        counters.forEach(
                (name, counter) ->
                        figures.put(name, (double) (counter.getAsLong() - before.get(name))));
        int answered = samples.get();
        long[] sorted = Arrays.copyOf(latenciesNanos, Math.min(answered, SAMPLES_MAX));
        Arrays.sort(sorted);
        figures.put("answered", (double) answered);
        figures.put("seconds", seconds);
        figures.put("per_second", answered / seconds);
        figures.put("p50_millis", millisAt(sorted, 0.50));
        figures.put("p99_millis", millisAt(sorted, 0.99));
        return figures;
    }

    private static double millisAt(long[] sorted, double quantile) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))]
                        / 1e6;
    }
}
