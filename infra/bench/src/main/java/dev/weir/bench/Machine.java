package dev.weir.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** What a figure was measured on: without it a figure says nothing. */
final class Machine {
    private static final int PAUSES = 1_000;
    private static final int STOLEN_FIELD = 8;

    private Machine() {}

    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores%s, %s MiB, JDK %s, load %.1f before the run; a pause of 1 ms took %.1f ms at p99, and the"
                        + " host had taken %.0f %% of the processor since the machine's start; platform and load"
                        + " generator on one machine; Kafka with replication 1, no fsync per commit",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                memoryMebibytes(),
                Runtime.version().feature(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                pauseMillisAt99(),
                stolenPercent());
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
    private static double stolenPercent() {
        String[] fields = line("/proc/stat", "cpu ").split(" +");
        if (fields.length <= STOLEN_FIELD) {
            return 0;
        }
        long all =
                Arrays.stream(fields).skip(1).limit(STOLEN_FIELD).mapToLong(Long::parseLong).sum();
        return 100.0 * Long.parseLong(fields[STOLEN_FIELD]) / Math.max(1, all);
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
