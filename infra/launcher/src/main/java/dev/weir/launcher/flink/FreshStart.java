package dev.weir.launcher.flink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes a running platform start a job anew, from the log's beginning and without its state. */
public final class FreshStart {
    private FreshStart() {}

    /**
     * Forgets what the job could be started from, then cancels it; its supervisor submits it again.
     * In this order: were it cancelled first, it could be submitted from its last checkpoint.
     *
     * @param data the platform's folder
     * @param jobManager address of Flink's REST API
     * @return whether the job was running
     */
    public static boolean of(String job, Path data, String jobManager) throws IOException {
        return of(job, data.resolve("flink").resolve("jobs.json"), new FlinkRest(jobManager));
    }

    static boolean of(String job, Path file, FlinkRest rest) throws IOException {
        JobRecord record = JobRecord.read(file);
        List<String> ids = record.runs(job).ids();
        record.with(job, JobRecord.Runs.none()).write(file);
        Map<String, String> states = rest.jobStates();
        boolean found = false;
        for (String id : ids) {
            if (states.getOrDefault(id, "").equals("RUNNING")) {
                rest.cancel(id);
                found = true;
            }
        }
        return found;
    }
}
