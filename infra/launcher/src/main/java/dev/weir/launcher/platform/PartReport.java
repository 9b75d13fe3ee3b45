package dev.weir.launcher.platform;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.weir.launcher.flink.JobReport;
import java.util.List;

/**
 * What {@code weir status} says of a part, asked now.
 *
 * @param pid 0 while the part is down
 * @param memoryBytes resident
 */
@JsonPropertyOrder({"part", "pid", "address", "healthy", "memory_bytes"})
public record PartReport(String part, long pid, String address, boolean healthy, long memoryBytes) {

    /** The document of {@code weir status --json}; `weir up` knows of no jobs yet. */
    public record Document(List<PartReport> parts, List<JobReport> jobs) {}

    /** Asks every part at once, as one that hangs takes seconds to give up. */
    public static List<PartReport> ask(PlatformState state) {
        Probe probe = new Probe();
        return state.parts().parallelStream().map(part -> ask(part, probe)).toList();
    }

    private static PartReport ask(PlatformState.Part part, Probe probe) {
        var process = part.process();
        return new PartReport(
                part.part(),
                process.map(ProcessHandle::pid).orElse(0L),
                part.address(),
                process.isPresent() && probe.healthy(part.probe(), part.startedAtMillis()),
                process.map(Memory::residentBytes).orElse(0L));
    }

    /** One line per part, a head, and the sum. */
    public static String table(List<PartReport> parts) {
        int wide = parts.stream().mapToInt(p -> p.address().length()).max().orElse(0);
        String row = "%-20s %-" + Math.max(wide, 7) + "s %-8s %9s %8s%n";
        StringBuilder text =
                new StringBuilder(row.formatted("PART", "ADDRESS", "HEALTH", "MEMORY", "PID"));
        long sum = 0;
        for (PartReport p : parts) {
            String health = p.healthy() ? "healthy" : p.pid() == 0 ? "down" : "sick";
            text.append(
                    row.formatted(
                            p.part(), p.address(), health, megabytes(p.memoryBytes()), p.pid()));
            sum += p.memoryBytes();
        }
        return text.append(row.formatted("all", "", "", megabytes(sum), "")).toString();
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
