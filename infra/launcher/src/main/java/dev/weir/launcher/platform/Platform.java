package dev.weir.launcher.platform;

import dev.weir.launcher.CheckpointKeyFiles;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Keys;
import dev.weir.launcher.flink.FlinkCluster;
import dev.weir.launcher.flink.FlinkJobs;
import dev.weir.launcher.flink.JobsJar;
import dev.weir.launcher.kafka.PlatformTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Puts a platform together and runs it: the supervisor process is this. */
public final class Platform {
    private final UpSettings settings;
    private final Checkout checkout;
    private final Checkout app;
    private final Consumer<String> say;
    private volatile Supervisor supervisor;

    /**
     * @param checkout where a build leaves its jars
     * @param app the staged copy that the parts run from
     * @param say takes lines for the user
     */
    public Platform(UpSettings settings, Checkout checkout, Checkout app, Consumer<String> say) {
        this.settings = settings;
        this.checkout = checkout;
        this.app = app;
        this.say = say;
    }

    /** Copies what the parts run from into the data folder, where no build touches it. */
    public static Checkout stage(UpSettings settings, Checkout checkout) {
        try {
            return checkout.stage(
                    settings.data().resolve("run").resolve("app"), Parts.targets(settings));
        } catch (IOException e) {
            throw Failure.failed(
                    "The parts cannot be laid out in " + settings.data() + ": " + e, e);
        }
    }

    /** Checks what can be checked before anything is touched. */
    public static void check(UpSettings settings) {
        Preflight.ports(settings.ports().needed(settings));
        settings.requireBrokersAsBefore();
        Preflight.memory(Memory.availableBytes());
        try {
            Preflight.disk(settings.data(), Preflight.usableBytes(settings.data()));
        } catch (IOException e) {
            throw Failure.failed("The data folder " + settings.data() + " cannot be used: " + e, e);
        }
    }

    /** Runs until {@link #stop}. */
    public void run() throws IOException, InterruptedException {
        try (DataFolder folder = DataFolder.open(settings.data())) {
            Optional<PlatformState> before = PlatformState.read(folder.path());
            if (before.isPresent()) {
                Leftovers.end(before.get(), say);
            }
            check(settings);
            Keys keys = new Keys(folder.path());
            keys.ensure();
            new CheckpointKeyFiles(folder.path()).ensure();
            FlinkCluster flink =
                    new FlinkCluster(
                            folder.path().resolve("flink"),
                            settings.ports(),
                            settings.flinkParallelism());
            Parts parts = new Parts(settings, app, keys, flink);
            parts.requireBuilt();
            if (settings.kafka().isPresent()) {
                PlatformTopics.ensure(settings.kafkaBootstrap(), settings.partitions());
            }
            Optional<FlinkJobs> jobs =
                    settings.starts("flink-jobmanager")
                                    && settings.starts(FlinkCluster.taskManagerPart(1))
                            ? Optional.of(jobs(flink))
                            : Optional.empty();
            supervisor =
                    new Supervisor(
                            settings,
                            parts.all(),
                            jobs,
                            this::jobsJarChanged,
                            keys,
                            InstantSource.system(),
                            say);
            try {
                supervisor.run();
            } finally {
                flink.workingState().end();
            }
        }
    }

    /** Makes {@link #run} end; from any thread. */
    public void stop() {
        Supervisor running = supervisor;
        if (running != null) {
            running.stop();
        }
    }

    private FlinkJobs jobs(FlinkCluster flink) throws IOException {
        Path jar = settings.data().resolve("run").resolve("jobs.jar");
        JobsJar.writeEmpty(jar);
        FlinkJobs jobs =
                new FlinkJobs(
                        flink,
                        FlinkJobs.recordIn(settings.data()),
                        jar,
                        jobsSha256(app),
                        FlinkJobs.arguments(
                                settings.kafkaBootstrap(),
                                settings.flinkParallelism(),
                                DataFolder.models(settings.data())),
                        InstantSource.system(),
                        () -> UUID.randomUUID().toString().replace("-", ""),
                        say);
        jobs.forgetUpgrade();
        return jobs;
    }

    private boolean jobsJarChanged() {
        try {
            return !jobsSha256(checkout).equals(jobsSha256(app));
        } catch (IOException | Failure e) {
            // a build in progress: what runs can still be started from its checkpoints
            return false;
        }
    }

    /** Over the jobs' jar and those of Weir that it uses: what decides about the state's form. */
    static String jobsSha256(Checkout from) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path jar : jobsJars(from)) {
                digest.update(Files.readAllBytes(jar));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The jobs' jar and those of Weir that it uses. */
    static List<Path> jobsJars(Checkout from) throws IOException {
        try (Stream<Path> libraries = Files.list(from.resolve(Checkout.JOBS).resolve("lib"))) {
            return Stream.concat(
                            Stream.of(from.jar(Checkout.JOBS)),
                            libraries.filter(
                                    jar -> jar.getFileName().toString().startsWith("weir-")))
                    .sorted()
                    .toList();
        }
    }
}
