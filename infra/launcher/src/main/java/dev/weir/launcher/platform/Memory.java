package dev.weir.launcher.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory, as the kernel counts it. Zero where there is no /proc. */
public final class Memory {
    private Memory() {}

    /**
     * Bytes of a process and its descendants. Of a descendant only its share counts: PostgreSQL's
     * processes have one block of memory in common.
     */
    public static long residentBytes(ProcessHandle process) {
        return kilobytes(process.pid(), "status", "VmRSS:") * 1024
                + process.descendants()
                        .mapToLong(child -> kilobytes(child.pid(), "smaps_rollup", "Pss:") * 1024)
                        .sum();
    }

    /** What could be used without swapping, or -1 when the system does not tell. */
    public static long availableBytes() {
        long kilobytes = field(Path.of("/proc/meminfo"), "MemAvailable:");
        return kilobytes == 0 ? -1 : kilobytes * 1024;
    }

    private static long kilobytes(long pid, String file, String field) {
        return field(Path.of("/proc", Long.toString(pid), file), field);
    }

    private static long field(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).replace("kB", "").strip())
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
