package dev.weir.processors.bench;

import dev.weir.jobs.DecideJob;
import dev.weir.jobs.JobConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink in this process, with the memory and the settings of the platform's task manager. */
final class MiniCluster {
    private static final long START_SECONDS_MAX = 60;

    /** How state is kept. */
    enum Checkpoints {
        /** Not at all. */
        NONE,
        /** As the platform is set, its working state in memory: a sync waits for nothing. */
        INCREMENTAL,
        /**
         * The working state on the disk: RocksDB flushes what it holds in memory, and syncs it to
         * its disk, while the task waits; then only new files are written.
         */
        ON_DISK
    }

    /** Puts the job's operators into the environment. */
    interface Definition {
        void into(StreamExecutionEnvironment env, JobConfig config);
    }

    private final int restPort;
    private final JobClient job;

    private MiniCluster(int restPort, JobClient job) {
        this.restPort = restPort;
        this.job = job;
    }

    /**
     * Starts a job and returns when it runs.
     *
     * @param folder of the cluster
     * @param memory for its working state, the same folder where there is no file system in memory
     */
    static MiniCluster start(
            Definition definition,
            JobConfig config,
            Checkpoints checkpoints,
            Path folder,
            Path memory)
            throws Exception {
        int port = freePort();
        Configuration flink = settings(folder, port, config.parallelism());
        flink.addAll(DecideJob.settings(config));
        if (checkpoints == Checkpoints.NONE) {
            flink.removeKey("execution.checkpointing.interval");
        }
        if (checkpoints != Checkpoints.ON_DISK) {
            flink.setString("state.backend.rocksdb.localdir", memory.toString());
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(config.parallelism(), flink);
        definition.into(env, config);
        JobClient job = env.executeAsync("bench");
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (job.getJobStatus().get() != JobStatus.RUNNING) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("the job does not run: " + job.getJobStatus());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new MiniCluster(port, job);
    }

    /** Settings of a cluster of this process. */
    static Configuration settings(Path folder, int restPort, int slots) {
        Configuration flink = new Configuration();
        flink.setString("rest.bind-port", Integer.toString(restPort));
        flink.setString("rest.port", Integer.toString(restPort));
        flink.setString("taskmanager.numberOfTaskSlots", Integer.toString(slots));
        flink.setString("taskmanager.memory.managed.size", "256m");
        flink.setString("taskmanager.memory.network.min", "64m");
        flink.setString("taskmanager.memory.network.max", "64m");
        flink.setString("io.tmp.dirs", folder.resolve("tmp").toString());
        flink.setString(
                "execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
        flink.setString("execution.checkpointing.min-pause", "1 s");
        // a job that fails must fail the measurement
        flink.setString("restart-strategy.type", "none");
        return flink;
    }

    int restPort() {
        return restPort;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Ends the job and the cluster. */
    void stop() throws Exception {
        job.cancel().get(START_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
