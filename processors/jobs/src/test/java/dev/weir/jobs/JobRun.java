package dev.weir.jobs;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a job as its main builds it, on a cluster in this JVM, from a list to a list. */
final class JobRun {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static int runs;

    private JobRun() {}

    interface Builder {
        void build(
                StreamExecutionEnvironment env,
                JobConfig config,
                Source<EventIn, ?, ?> source,
                Sink<OutRecord> sink);
    }

    /** Runs until what was written satisfies the condition. */
    static List<OutRecord> until(
            Predicate<List<OutRecord>> enough, Builder job, int parallelism, List<EventIn> log)
            throws Exception {
        String name = "run-" + runs++;
        JobConfig config = config(parallelism);
        Configuration flink = config.flink();
        flink.setString("execution.checkpointing.interval", "1h");
        flink.setString("taskmanager.memory.managed.size", "64m");
        flink.setString("taskmanager.memory.network.min", "16m");
        flink.setString("taskmanager.memory.network.max", "16m");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        ListSink sink = new ListSink(name);
        job.build(env, config, ListSource.of(name, log), sink);
        JobClient running = env.executeAsync(name);
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(
                            () ->
                                    running.getJobStatus()
                                            .get(10, TimeUnit.SECONDS)
                                            .isGloballyTerminalState())
                    .until(() -> enough.test(sink.written()));
            return sink.written();
        } finally {
            running.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    static JobConfig config(int parallelism) {
        return JobConfig.fromArgs(
                "--kafka", "nowhere:1", "--parallelism", Integer.toString(parallelism));
    }
}
