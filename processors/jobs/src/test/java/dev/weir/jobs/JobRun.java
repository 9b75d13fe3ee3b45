package dev.weir.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

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
        return until(enough, job, config(parallelism), log);
    }

    static List<OutRecord> until(
            Predicate<List<OutRecord>> enough, Builder job, JobConfig config, List<EventIn> log)
            throws Exception {
        String name = "run-" + runs++;
        ListSink sink = new ListSink(name);
        JobClient running = start(name, job, config, log, sink, null);
        try {
            await(running, () -> enough.test(sink.written()));
            return sink.written();
        } finally {
            running.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    /**
     * Runs over the first half of each partition, stops with a savepoint and goes on from it with
     * another parallelism; gives what both wrote.
     */
    static List<OutRecord> restarted(
            Predicate<List<OutRecord>> enough,
            Builder job,
            JobConfig before,
            JobConfig after,
            List<EventIn> log)
            throws Exception {
        Path folder = Files.createTempDirectory("savepoint");
        try {
            List<OutRecord> written = new ArrayList<>();
            String savepoint = stoppedAtHalf(job, before, log, folder, written);
            int sofar = written.size();
            written.addAll(
                    restored(
                            more -> enough.test(joined(written, more)),
                            job,
                            after,
                            log,
                            savepoint));
            Assertions.assertThat(sofar).isBetween(1, written.size() - 1);
            return written;
        } finally {
            delete(folder);
        }
    }

    private static List<OutRecord> joined(List<OutRecord> some, List<OutRecord> more) {
        List<OutRecord> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /**
     * Runs over the first half of each partition and stops with a savepoint in a folder; gives
     * where it lies.
     */
    static String stoppedAtHalf(
            Builder job, JobConfig config, List<EventIn> log, Path folder, List<OutRecord> written)
            throws Exception {
        String name = "run-" + runs++;
        ListSink sink = new ListSink(name);
        JobClient first = start(name, job, config, halfOfEachPartition(log), sink, null);
        await(first, () -> sink.written().size() >= log.size() / 6);
        String savepoint = stopped(first, folder);
        written.addAll(sink.written());
        return savepoint;
    }

    /**
     * Some tasks may be on their way still when others have written; a job that was asked too early
     * runs on and is asked again.
     */
    private static String stopped(JobClient running, Path folder) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsMatching(JobRun::isTooEarly)
                .until(
                        () ->
                                running.stopWithSavepoint(
                                                false,
                                                folder.toUri().toString(),
                                                SavepointFormatType.CANONICAL)
                                        .get(60, TimeUnit.SECONDS),
                        savepoint -> true);
    }

    private static boolean isTooEarly(Throwable problem) {
        return ExceptionUtils.findThrowable(problem, CheckpointException.class)
                .filter(
                        refused ->
                                refused.getCheckpointFailureReason()
                                        == CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING)
                .isPresent();
    }

    /**
     * Goes on over the whole log from where a savepoint stands; gives what is written from there.
     */
    static List<OutRecord> restored(
            Predicate<List<OutRecord>> enough,
            Builder job,
            JobConfig config,
            List<EventIn> log,
            String savepoint)
            throws Exception {
        String name = "run-" + runs++;
        ListSink sink = new ListSink(name);
        JobClient second = start(name, job, config, log, sink, savepoint);
        try {
            await(second, () -> enough.test(sink.written()));
            return sink.written();
        } finally {
            second.cancel().get(30, TimeUnit.SECONDS);
        }
    }

    private static List<EventIn> halfOfEachPartition(List<EventIn> log) {
        List<EventIn> half = new ArrayList<>();
        log.stream()
                .collect(Collectors.groupingBy(event -> event.partition))
                .values()
                .forEach(part -> half.addAll(part.subList(0, part.size() / 2)));
        return half;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static JobClient start(
            String name,
            Builder job,
            JobConfig config,
            List<EventIn> log,
            ListSink sink,
            String savepoint)
            throws Exception {
        Configuration flink = flink(config);
        flink.setString("execution.checkpointing.interval", "1h");
        if (savepoint != null) {
            flink.setString("execution.state-recovery.path", savepoint);
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(config.parallelism(), flink);
        job.build(env, config, ListSource.of(name, log), sink);
        return env.executeAsync(name);
    }

    /** As the platform's, with memory for a small cluster. */
    static Configuration flink(JobConfig config) {
        Configuration flink = DecideJob.settings(config);
        flink.setString("taskmanager.memory.managed.size", "64m");
        flink.setString("taskmanager.memory.network.min", "16m");
        flink.setString("taskmanager.memory.network.max", "16m");
        return flink;
    }

    private static void await(JobClient running, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(
                        () ->
                                running.getJobStatus()
                                        .get(10, TimeUnit.SECONDS)
                                        .isGloballyTerminalState())
                .until(condition);
    }

    /** Of {@code decide}; an empty folder: only models that come with the platform. */
    static JobConfig decide(int parallelism, boolean fanOut, Path models) {
        return JobConfig.fromArgs(
                "--kafka",
                "nowhere:1",
                "--parallelism",
                Integer.toString(parallelism),
                "--fan-out",
                Boolean.toString(fanOut),
                "--models",
                models.toString());
    }

    static JobConfig config(int parallelism) {
        return JobConfig.fromArgs(
                "--kafka", "nowhere:1", "--parallelism", Integer.toString(parallelism));
    }
}
