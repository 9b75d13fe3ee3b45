package dev.weir.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.locks.LockSupport;

/** What a figure was measured on: without it a figure says nothing. */
final class Machine {
    private static final int PAUSES = 1_000;

    /** user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int CPU_FIELDS = 8;

    private static final int STOLEN = 7;

    private Machine() {}

    /**
     * @param setting what runs where, and how durable it writes
     */
    static String describe(String setting) {
        return String.format(
                Locale.ROOT,
                "%d cores%s, %s MiB, JDK %s, load %.1f before the run; a pause of 1 ms took %.1f ms at p99, and the"
                        + " host had taken %.0f %% of the processor since the machine's start; %s",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                memoryMebibytes(),
                Runtime.version().feature(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                pauseMillisAt99(),
                stolenPercent(new long[CPU_FIELDS], cpuTimes()),
                setting);
    }

    /** What else the machine did while something was measured. */
    static final class Load {
        private static final long EVERY_MILLIS = 1_000;

        private final long[] before = cpuTimes();
        private final AtomicLong samples = new AtomicLong();
        private final DoubleAdder loads = new DoubleAdder();

        static Load begin() {
            Load load = new Load();
            Thread.ofPlatform().daemon().name("load").start(load::sample);
            return load;
        }

        /** Mean of the system's load average, threads that run or wait to. */
        double average() {
            return loads.sum() / Math.max(1, samples.get());
        }

        /** Processor time that the host gave to others since the beginning. */
        double stolenPercent() {
            return Machine.stolenPercent(before, cpuTimes());
        }

        private void sample() {
            while (true) {
                loads.add(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
                samples.incrementAndGet();
                LockSupport.parkNanos(EVERY_MILLIS * 1_000_000);
            }
        }
    }

    /** How late the machine itself wakes a thread: no latency below it can be measured here. */
    private static double pauseMillisAt99() {
        long[] nanos = new long[PAUSES];
        for (int i = 0; i < PAUSES; i++) {
            long begun = System.nanoTime();
            LockSupport.parkNanos(1_000_000);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[PAUSES * 99 / 100] / 1e6;
    }

    /** Time that a virtual machine wanted and its host gave to others; see proc(5). */
    private static double stolenPercent(long[] before, long[] after) {
        long all = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        return 100.0 * (after[STOLEN] - before[STOLEN]) / Math.max(1, all);
    }

    /** Times of all processors by kind, in ticks since the machine's start. */
    private static long[] cpuTimes() {
        String[] fields = line("/proc/stat", "cpu ").split(" +");
        long[] times = new long[CPU_FIELDS];
        for (int i = 0; i < CPU_FIELDS && i + 1 < fields.length; i++) {
            times[i] = Long.parseLong(fields[i + 1]);
        }
        return times;
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name").replaceFirst(".*: ?", " of ");
    }

    private static String memoryMebibytes() {
        String kibibytes = line("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kibibytes.isEmpty() ? "?" : Long.toString(Long.parseLong(kibibytes) / 1024);
    }

    private static String line(String file, String start) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(start))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
