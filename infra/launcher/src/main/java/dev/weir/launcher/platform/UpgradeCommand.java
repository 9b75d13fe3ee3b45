package dev.weir.launcher.platform;

import dev.weir.launcher.DataOption;
import dev.weir.launcher.ExitCode;
import dev.weir.launcher.Failure;
import dev.weir.launcher.flink.DecisionsTopic;
import dev.weir.launcher.flink.FlinkCluster;
import dev.weir.launcher.flink.FlinkJobs;
import dev.weir.launcher.flink.FlinkRest;
import dev.weir.launcher.flink.JobsJar;
import dev.weir.launcher.flink.Upgrade;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir upgrade}: the Flink jobs of a running platform get the jar of this checkout. */
@Command(
        name = "upgrade",
        description = {
            "Give the Flink jobs of the running platform this build, without a blind moment.",
            "The new decide runs beside the old one until it is abreast and its feature vectors are equal;"
                    + " then it takes over. If it does not come so far, the old one goes on."
        })
public final class UpgradeCommand implements Callable<Integer> {
    private final InstantSource clock;

    @Spec private CommandSpec spec;

    @Mixin private DataOption data;

    @Option(
            names = "--compare",
            defaultValue = "100",
            paramLabel = "N",
            description =
                    "payments that both jobs have to decide with equal vectors (default: 100)")
    private int compare;

    @Option(
            names = "--quiet-seconds",
            defaultValue = "30",
            paramLabel = "N",
            description =
                    "how long more payments are waited for once the new job has caught up (default: 30)")
    private long quietSeconds;

    @Option(
            names = "--limit",
            defaultValue = "3600",
            paramLabel = "SECONDS",
            description = "how long the new job may need to catch up (default: 3600)")
    private long limitSeconds;

    @Option(
            names = "--accept-differences",
            description = "take over although features that both jobs have differ; they are named")
    private boolean acceptDifferences;

    @Option(
            names = "--again",
            description = "start the jobs anew also when they run from this build already")
    private boolean again;

    @Option(
            names = "--flink-parallelism",
            paramLabel = "N",
            description =
                    "threads of each job from now on, until the next `weir up` says otherwise"
                            + " (default: as they run)")
    private Integer flinkParallelism;

    @Option(
            names = "--fan-out",
            arity = "1",
            paramLabel = "true|false",
            description =
                    "whether decide spreads the windows of a book over its threads, for a book that"
                            + " outgrows one; kept for good, and changed by reading the log anew"
                            + " (default: as it runs)")
    private Boolean fanOut;

    public UpgradeCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (compare < 1 || quietSeconds < 0 || limitSeconds < 1) {
            throw Failure.wrongUsage(
                    "--compare and --limit take 1 or more, --quiet-seconds 0 or more.");
        }
        if (flinkParallelism != null) {
            UpOptions.within("--flink-parallelism", flinkParallelism, UpOptions.PARALLELISM_MAX);
        }
        PlatformState state = PlatformState.running(data.path());
        Checkout checkout = Checkout.current();
        String sha256 = Platform.jobsSha256(checkout);
        Path jar = data.path().resolve("run").resolve("upgrade").resolve("jobs-" + sha256 + ".jar");
        JobsJar.write(Platform.jobsJars(checkout), jar);
        Ports ports = new Ports(state.basePort());
        FlinkCluster cluster = new FlinkCluster(data.path().resolve("flink"), ports, 1);
        PrintWriter out = spec.commandLine().getOut();
        new Upgrade(
                        cluster,
                        FlinkJobs.recordIn(data.path()),
                        new Upgrade.Plan(
                                jar,
                                sha256,
                                FlinkJobs.arguments(
                                        state.kafka(),
                                        parallelism(state),
                                        DataFolder.models(data.path())),
                                compare,
                                Duration.ofSeconds(quietSeconds),
                                Duration.ofSeconds(limitSeconds),
                                acceptDifferences,
                                again,
                                flinkParallelism == null
                                        ? OptionalInt.empty()
                                        : OptionalInt.of(flinkParallelism),
                                Optional.ofNullable(fanOut)),
                        since -> DecisionsTopic.since(state.kafka(), since),
                        clock,
                        () -> UUID.randomUUID().toString().replace("-", ""),
                        line -> {
                            out.println(line);
                            out.flush();
                        })
                .run();
        return ExitCode.DONE;
    }

    /** As the jobs have that run. */
    private static int parallelism(PlatformState state) throws IOException {
        FlinkRest rest =
                new FlinkRest(
                        state.part("flink-jobmanager")
                                .map(PlatformState.Part::address)
                                .orElseThrow(
                                        () ->
                                                Failure.notReachable(
                                                        "This platform has no Flink jobs.")));
        int widest = 1;
        for (String job : rest.jobStates().keySet()) {
            widest = Math.max(widest, rest.parallelism(job));
        }
        return widest;
    }
}
