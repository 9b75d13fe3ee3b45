package dev.weir.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a figure was measured on: without it a figure says nothing. */
final class Machine {
    private Machine() {}

    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores%s, %s MiB, JDK %s, load %.1f before the run; platform and load generator on one machine;"
                        + " Kafka with replication 1, no fsync per commit",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                memoryMebibytes(),
                Runtime.version().feature(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
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
