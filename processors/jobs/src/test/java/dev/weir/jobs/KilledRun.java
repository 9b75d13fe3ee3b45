package dev.weir.jobs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;

/**
 * Runs a job on a cluster of two task managers, one of which is killed mid-stream: the last quarter
 * of the log comes when it is gone. The job goes on from its last checkpoint as soon as there is
 * another one.
 */
final class KilledRun {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PACE_MILLIS = 4;
    private static int runs;

    private KilledRun() {}

    /**
     * What was written, and how much of it when the task manager was killed.
     *
     * @param written everything, repeats too
     * @param beforeKill records that were written before
     */
    record Outcome(List<OutRecord> written, int beforeKill) {}

    /** Runs until so many different records were written. */
    static Outcome of(JobConfig config, List<EventIn> log, int records, Path checkpoints)
            throws Exception {
        String name = "killed-" + runs++;
        ListSink sink = new ListSink(name);
        Configuration flink = JobRun.flink(config);
        flink.setString("execution.checkpointing.interval", "100ms");
        flink.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
        flink.setString("restart-strategy.type", "fixed-delay");
        flink.setString("restart-strategy.fixed-delay.attempts", "100");
        flink.setString("restart-strategy.fixed-delay.delay", "100ms");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        DecideJob.build(env, config, ListSource.held(name, log, PACE_MILLIS), sink);
        MiniClusterConfiguration two =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(flink)
                        .setNumTaskManagers(2)
                        .setNumSlotsPerTaskManager(1)
                        .build();
        MiniCluster cluster = new MiniCluster(two);
        try {
            cluster.start();
            JobID job = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
            await(() -> checkpoints(cluster, job) > 1 && sink.written().size() > records / 4);
            cluster.terminateTaskManager(0).get();
            int beforeKill = sink.written().size();
            cluster.startTaskManager();
            ListSource.release(name);
            await(() -> Expected.bytes(sink.written()).size() >= records);
            long restarted =
                    cluster.getExecutionGraph(job).get().getStatusTimestamp(JobStatus.RESTARTING);
            if (restarted == 0) {
                throw new AssertionError("the job was not restarted");
            }
            cluster.cancelJob(job).get();
            return new Outcome(sink.written(), beforeKill);
        } finally {
            cluster.close();
        }
    }

    private static long checkpoints(MiniCluster cluster, JobID job) throws Exception {
        var stats = cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
        return stats == null ? 0 : stats.getCounts().getNumberOfCompletedCheckpoints();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
