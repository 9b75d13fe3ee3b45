package dev.weir.launcher.flink;

import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedSet;

/** Which of the platform's task managers a job runs in: it changes when one dies. */
public final class JobPlace {
    private JobPlace() {}

    /**
     * @param data of the platform
     * @param jobManager its address
     * @param job views or decide
     * @return name of the part that the job's tasks run in; of several the first
     * @throws Failure if none of its tasks runs anywhere
     */
    public static String partOf(Path data, String jobManager, String job) throws IOException {
        String id = JobRecord.read(FlinkJobs.recordIn(data)).runs(job).newest();
        SortedSet<String> places =
                id.isEmpty()
                        ? Collections.emptySortedSet()
                        : new FlinkRest(jobManager).taskManagers(id);
        return places.stream()
                .map(FlinkCluster::partOf)
                .findFirst()
                .orElseThrow(
                        () ->
                                Failure.failed(
                                        "The job "
                                                + job
                                                + " runs in no task manager; see `weir status`."));
    }
}
