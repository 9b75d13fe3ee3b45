package dev.weir.processors.bench;

import dev.weir.jobs.DecideJob;
import dev.weir.jobs.JobConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.util.FileUtils;

/**
 * A job in a process of its own, as the task manager has it. Requests:
 *
 * <ul>
 *   <li>{@code start job=decide|pass checkpoints=none|incremental|on_disk models=FOLDER}: from the
 *       beginning of the log. Answers {@code rest_port}
 *   <li>{@code cpu}: {@code cpu_seconds} of the process since its start
 *   <li>{@code stop}
 * </ul>
 */
final class JobPart implements Part {
    /** The platform's. */
    private static final int PARALLELISM = 2;

    private static final String CHECKPOINT_INTERVAL = "10s";

    /** Where the platform, too, keeps the working state if it can. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final String kafka;
    private final Path folder;
    private MiniCluster cluster;
    private Path memory;

    JobPart(String kafka, Path folder) {
        this.kafka = kafka;
        this.folder = folder;
    }

    @Override
    public Map<String, Double> answer(Request request) throws Exception {
        switch (request.verb()) {
            case "start" -> {
                return start(request);
            }
            case "cpu" -> {
                return Map.of("cpu_seconds", Cpu.ofProcess());
            }
            case "stop" -> {
                close();
                return Map.of();
            }
            default -> throw new IllegalArgumentException("no such request: " + request.verb());
        }
    }

    private Map<String, Double> start(Request request) throws Exception {
        var checkpoints =
                MiniCluster.Checkpoints.valueOf(
                        request.text("checkpoints").toUpperCase(Locale.ROOT));
        Files.createDirectories(folder.resolve("tmp"));
        memory =
                Files.createTempDirectory(
                        Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY : folder, "weir-bench-");
        JobConfig config =
                JobConfig.fromArgs(
                        "--kafka",
                        kafka,
                        "--parallelism",
                        Integer.toString(PARALLELISM),
                        "--checkpoint-interval",
                        CHECKPOINT_INTERVAL,
                        "--models",
                        request.text("models"));
        MiniCluster.Definition job =
                request.text("job").equals("decide") ? DecideJob::define : PassThrough::define;
        cluster = MiniCluster.start(job, config, checkpoints, folder, memory);
        return Map.of("rest_port", (double) cluster.restPort());
    }

    @Override
    public void close() throws Exception {
        if (cluster != null) {
            cluster.stop();
            cluster = null;
            FileUtils.deleteDirectory(memory.toFile());
        }
    }
}
