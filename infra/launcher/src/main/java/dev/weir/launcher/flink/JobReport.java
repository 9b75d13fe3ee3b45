package dev.weir.launcher.flink;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code weir status} says of a Flink job.
 *
 * @param id as Flink names it
 * @param state as Flink tells it, or UNKNOWN
 * @param jar first digits of the SHA-256 of the jar it was started from; empty: not known
 * @param beside whether it warms up beside the job that it is to replace
 */
@JsonPropertyOrder({"job", "id", "state", "jar", "beside"})
public record JobReport(String job, String id, String state, String jar, boolean beside) {
    private static final int SHORT = 8;

    /** Asks the job manager for the jobs that are looked after in this data folder. */
    public static List<JobReport> ask(Path data, String jobManager) {
        try {
            JobRecord record = JobRecord.read(FlinkJobs.recordIn(data));
            Map<String, String> states = states(jobManager);
            List<JobReport> reports = new ArrayList<>();
            JobRecord.Beside beside = record.beside();
            for (String job : new TreeMap<>(record.jobs()).keySet()) {
                String id = record.runs(job).newest();
                if (!id.isEmpty() && (beside == null || !beside.id().equals(id))) {
                    reports.add(
                            new JobReport(job, id, stateIn(states, id), shortly(record), false));
                }
            }
            if (beside != null) {
                reports.add(
                        new JobReport(
                                beside.job(), beside.id(), stateIn(states, beside.id()), "", true));
            }
            return reports;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Map<String, String> states(String jobManager) {
        try {
            return new FlinkRest(jobManager).jobStates();
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static String stateIn(Map<String, String> states, String id) {
        return states.getOrDefault(id, "UNKNOWN");
    }

    private static String shortly(JobRecord record) {
        String sha256 = record.jarSha256();
        return sha256.substring(0, Math.min(SHORT, sha256.length()));
    }

    /** One line a job under a head; empty if there are none. */
    public static String table(List<JobReport> jobs) {
        if (jobs.isEmpty()) {
            return "";
        }
        String row = "%-20s %-10s %-9s %-9s %s%n";
        StringBuilder text =
                new StringBuilder(row.formatted("JOB", "STATE", "ID", "JAR", "")).insert(0, '\n');
        for (JobReport job : jobs) {
            text.append(
                    row.formatted(
                            job.job(),
                            job.state(),
                            FlinkJobs.shortId(job.id()),
                            job.jar(),
                            job.beside() ? "beside it, warming up" : ""));
        }
        return text.toString();
    }
}
