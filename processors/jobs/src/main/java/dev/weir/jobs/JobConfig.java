package dev.weir.jobs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;

/**
 * What the jobs are told: {@code --kafka HOST:PORT --parallelism N [--buffer-timeout 0ms]
 * [--fetch-wait 500ms] [--checkpoint-interval 10s] [--decide-from MICROS] [--models FOLDER]
 * [--fan-out false]}.
 *
 * @param kafka bootstrap servers
 * @param parallelism subtasks of every operator, the source's too: another number between source
 *     and key would put a rebalance there, and the order of a book would be gone
 * @param bufferTimeout how long a record may wait for others on its way to the next subtask; 0: not
 *     at all
 * @param fetchWait how long the broker holds an empty fetch; it answers at once when a record comes
 * @param checkpointInterval time from one checkpoint to the next; the tail of the latency follows
 *     it
 * @param decideFromMicros payments that were recorded before this time, microseconds since 1970,
 *     are only learned from: a job that starts from the log anew, with another feature set, does
 *     not decide again what another one decided
 * @param models folder of the model store, the same path on every machine; empty: only models that
 *     come with the platform
 * @param fanOut whether {@code decide} keeps the windows of a book in many places: for a book that
 *     one thread is too slow for. The decisions are the same bytes; the state is another, so that
 *     Flink refuses a checkpoint of the other form and the job starts from the log
 * @param job stands on each decision, so that those of two jobs beside each other can be told
 *     apart; empty: nothing
 */
public record JobConfig(
        String kafka,
        int parallelism,
        Duration bufferTimeout,
        Duration fetchWait,
        Duration checkpointInterval,
        long decideFromMicros,
        String models,
        boolean fanOut,
        String job) {

    public JobConfig {
        if (parallelism < 1 || parallelism > BookSlot.MAX_PARALLELISM) {
            throw new IllegalArgumentException(
                    "--parallelism must lie in 1.." + BookSlot.MAX_PARALLELISM);
        }
    }

    /**
     * Reads pairs of name and value; throws IllegalArgumentException on an unknown or missing one.
     */
    public static JobConfig fromArgs(String... args) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + args[i] + " has no value");
            }
            given.put(args[i], args[i + 1]);
        }
        String kafka = given.remove("--kafka");
        if (kafka == null) {
            throw new IllegalArgumentException("option --kafka HOST:PORT is missing");
        }
        JobConfig config =
                new JobConfig(
                        kafka,
                        Integer.parseInt(take(given, "--parallelism", "1")),
                        TimeUtils.parseDuration(take(given, "--buffer-timeout", "0ms")),
                        TimeUtils.parseDuration(take(given, "--fetch-wait", "500ms")),
                        TimeUtils.parseDuration(take(given, "--checkpoint-interval", "10s")),
                        Long.parseLong(take(given, "--decide-from", "0")),
                        take(given, "--models", ""),
                        flag("--fan-out", take(given, "--fan-out", "false")),
                        take(given, "--job", ""));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown options " + given.keySet());
        }
        return config;
    }

    private static boolean flag(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + " is true or false");
        }
        return value.equals("true");
    }

    private static String take(Map<String, String> given, String name, String otherwise) {
        String value = given.remove(name);
        return value == null ? otherwise : value;
    }

    /** Flink's settings that both jobs rest on; folders come from the cluster. */
    public Configuration flink() {
        Configuration flink = new Configuration();
        flink.setString("parallelism.default", Integer.toString(parallelism));
        flink.setString("pipeline.max-parallelism", Integer.toString(BookSlot.MAX_PARALLELISM));
        flink.setString("pipeline.generic-types", "false");
        flink.setString("pipeline.object-reuse", "true");
        flink.setString("execution.buffer-timeout.interval", bufferTimeout.toMillis() + "ms");
        flink.setString("state.backend.type", "rocksdb");
        // At most one timer a book: on the heap it costs no write.
        flink.setString("state.backend.rocksdb.timer-service.factory", "HEAP");
        flink.setString("execution.checkpointing.mode", "EXACTLY_ONCE");
        flink.setString("execution.checkpointing.incremental", "true");
        flink.setString("execution.checkpointing.unaligned.enabled", "false");
        flink.setString("execution.checkpointing.max-concurrent-checkpoints", "1");
        flink.setString("execution.checkpointing.timeout", "60s");
        flink.setString("execution.checkpointing.interval", checkpointInterval.toMillis() + "ms");
        flink.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        return flink;
    }
}
