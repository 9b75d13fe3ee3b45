package dev.weir.launcher.flink;

import dev.weir.launcher.platform.Folders;
import dev.weir.launcher.platform.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A standalone Flink cluster from plain jars: its configuration files and its two command lines.
 * Flink's own start scripts, which are not among those jars, compute what is written out here.
 */
public final class FlinkCluster {
    /** One that works and one that stands by: its slots are free and its code is warm. */
    public static final int TASK_MANAGERS = 2;

    /**
     * Jobs that find slots in one task manager: both, when the other one has died. A job that warms
     * up beside the one it is to replace so goes to the other process, and needs nothing there.
     */
    private static final int JOBS = 2;

    /** 64 MiB a slot of the usual two threads a job; what no job uses is not taken. */
    private static final String MANAGED_MEMORY = "256m";

    private static final String PART = "flink-";
    private static final String TASK_MANAGER = "taskmanager-";

    private final Path folder;
    private final Ports ports;
    private final int parallelism;
    private final WorkingState workingState;

    public FlinkCluster(Path folder, Ports ports, int parallelism) {
        this.folder = folder;
        this.ports = ports;
        this.parallelism = parallelism;
        this.workingState = new WorkingState(folder.resolve("state"));
    }

    public WorkingState workingState() {
        return workingState;
    }

    /** Name of the part that a task manager is, of 1 to {@link #TASK_MANAGERS}. */
    public static String taskManagerPart(int taskManager) {
        return partOf(resourceId(taskManager));
    }

    /** What Flink calls it. */
    public static String resourceId(int taskManager) {
        return TASK_MANAGER + taskManager;
    }

    /** Name of the part that Flink calls by this id. */
    static String partOf(String resourceId) {
        return PART + resourceId;
    }

    public Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    public Path savepoints() {
        return folder.resolve("savepoints");
    }

    public String restAddress() {
        return "http://127.0.0.1:" + ports.flinkRest();
    }

    /** Writes the configuration and clears what an earlier run left in the working folders. */
    public void prepareJobManager() throws IOException {
        for (String name : List.of("conf", "checkpoints", "savepoints")) {
            Files.createDirectories(folder.resolve(name));
        }
        for (String name : List.of("tmp-jobmanager", "upload")) {
            Folders.delete(folder.resolve(name));
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("conf/config.yaml"), configuration());
        Files.writeString(folder.resolve("conf/log4j.properties"), LOGGING);
    }

    /** Clears what an earlier process left, and gives the folder for what it works on. */
    public Path prepareTaskManager(int taskManager) throws IOException {
        Folders.delete(taskManagerFolder(taskManager));
        Files.createDirectories(taskManagerFolder(taskManager));
        return workingState.begin(resourceId(taskManager), WorkingState.sizeOf(checkpoints()));
    }

    private Path taskManagerFolder(int taskManager) {
        return folder.resolve("tmp-" + resourceId(taskManager));
    }

    public List<String> jobManagerFlags() {
        return flags(
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=224m",
                // it only coordinates
                "-XX:TieredStopAtLevel=1");
    }

    public List<String> jobManagerArguments() {
        return List.of(
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                folder.resolve("conf").toString(),
                "-D",
                "io.tmp.dirs=" + folder.resolve("tmp-jobmanager"));
    }

    public List<String> taskManagerFlags() {
        return flags(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=256m",
                // a job beside another brings classes of its own
                "-XX:MaxMetaspaceSize=320m");
    }

    /**
     * @param state folder for the files of RocksDB
     */
    public List<String> taskManagerArguments(int taskManager, Path state) {
        List<String> arguments = new ArrayList<>();
        arguments.add("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
        arguments.addAll(taskManagerSettings(taskManager, state));
        return arguments;
    }

    /** Of one that rehearses its work before it joins the cluster. */
    public List<String> standbyArguments(int taskManager, Path state, String kafka) {
        List<String> arguments = new ArrayList<>();
        arguments.add("dev.weir.jobs.StandbyTaskManager");
        arguments.add(kafka);
        arguments.add(taskManagerFolder(taskManager).resolve("rehearsal").toString());
        arguments.addAll(taskManagerSettings(taskManager, state));
        return arguments;
    }

    /** The memory set is what flink-dist's script would compute for a heap of 512 MiB. */
    private List<String> taskManagerSettings(int taskManager, Path state) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--configDir");
        arguments.add(folder.resolve("conf").toString());
        for (String setting :
                List.of(
                        "taskmanager.resource-id=" + resourceId(taskManager),
                        "taskmanager.rpc.port=" + ports.taskManagerRpc(taskManager),
                        "taskmanager.data.port=" + ports.taskManagerData(taskManager),
                        "taskmanager.cpu.cores=2.0",
                        "taskmanager.memory.task.heap.size=384m",
                        "taskmanager.memory.task.off-heap.size=0b",
                        "taskmanager.memory.framework.heap.size=128m",
                        "taskmanager.memory.framework.off-heap.size=128m",
                        "taskmanager.memory.network.min=64m",
                        "taskmanager.memory.network.max=64m",
                        "taskmanager.memory.managed.size=" + MANAGED_MEMORY,
                        "taskmanager.memory.jvm-metaspace.size=320m",
                        "taskmanager.memory.jvm-overhead.min=192m",
                        "taskmanager.memory.jvm-overhead.max=192m",
                        "state.backend.rocksdb.localdir=" + state,
                        "io.tmp.dirs=" + taskManagerFolder(taskManager))) {
            arguments.add("-D");
            arguments.add(setting);
        }
        return arguments;
    }

    private List<String> flags(String... own) {
        List<String> flags = new ArrayList<>(List.of(own));
        flags.add("-Dlog4j.configurationFile=" + folder.resolve("conf/log4j.properties"));
        flags.add("-Dlog4j2.configurationFile=" + folder.resolve("conf/log4j.properties"));
        for (String opened :
                List.of(
                        "java.lang",
                        "java.net",
                        "java.io",
                        "java.nio",
                        "sun.nio.ch",
                        "java.lang.reflect",
                        "java.text",
                        "java.time",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "java.util.concurrent.locks")) {
            flags.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        return flags;
    }

    String configuration() {
        return """
                # Written anew by weir on each start; changes here are lost.
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.bind-host: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.memory.process.size: 640m
                blob.server.port: %d
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                web.upload.dir: %s
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                # every job has a slot of its own per parallel part
                taskmanager.numberOfTaskSlots: %d
                parallelism.default: %d
                # A killed task manager is known by its broken connection with the next heartbeat:
                # on one machine none breaks otherwise. The time-out is for a frozen one.
                heartbeat.interval: 250
                heartbeat.rpc-failure-threshold: 1
                heartbeat.timeout: 8000
                # 10 s and 30 s by default: a task manager would sit out half a restart
                cluster.registration.error-delay: 500 ms
                cluster.registration.refused-registration-delay: 1 s
                cluster.registration.max-timeout: 5 s
                restart-strategy.type: exponential-delay
                restart-strategy.exponential-delay.initial-backoff: 50 ms
                restart-strategy.exponential-delay.max-backoff: 5 s
                restart-strategy.exponential-delay.backoff-multiplier: 2.0
                restart-strategy.exponential-delay.reset-backoff-threshold: 30 s
                restart-strategy.exponential-delay.jitter-factor: 0.1
                # how far a job is behind the log is asked for while another takes its place
                metrics.fetcher.update-interval: 2 s
                state.backend.type: rocksdb
                execution.checkpointing.dir: file://%s
                execution.checkpointing.savepoint-dir: file://%s
                execution.checkpointing.incremental: true
                execution.checkpointing.interval: 5 s
                execution.checkpointing.min-pause: 1 s
                execution.checkpointing.timeout: 60 s
                execution.checkpointing.num-retained: 2
                execution.checkpointing.tolerable-failed-checkpoints: 100
                execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION
                """
                .formatted(
                        ports.flinkRpc(),
                        ports.flinkBlob(),
                        ports.flinkRest(),
                        folder.resolve("upload"),
                        JOBS * parallelism,
                        parallelism,
                        checkpoints(),
                        savepoints());
    }

    private static final String LOGGING =
            """
            rootLogger.level = INFO
            rootLogger.appenderRef.out.ref = Out
            appender.out.name = Out
            appender.out.type = CONSOLE
            appender.out.layout.type = PatternLayout
            appender.out.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss,SSSXXX} %-5p %c{1.} - %m%n
            logger.kafka.name = org.apache.kafka
            logger.kafka.level = WARN
            logger.metrics.name = org.apache.flink.runtime.metrics
            logger.metrics.level = ERROR
            """;
}
