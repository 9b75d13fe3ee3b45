package dev.weir.launcher.platform;

import dev.weir.contract.Topics;
import dev.weir.launcher.CheckpointKeyFiles;
import dev.weir.launcher.Failure;
import dev.weir.launcher.Keys;
import dev.weir.launcher.Tokens;
import dev.weir.launcher.flink.FlinkCluster;
import dev.weir.launcher.kafka.BrokerSpec;
import dev.weir.launcher.kafka.OwnersGroup;
import dev.weir.launcher.kafka.PlatformTopics;
import dev.weir.launcher.platform.PartSpec.Signal;
import dev.weir.launcher.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** The parts of a single-machine platform, in the order in which they are started. */
final class Parts {
    /**
     * Their work is short and their start is long: the second compiler would take more than it
     * gives.
     */
    private static final String QUICK_TO_WARM = "-XX:TieredStopAtLevel=1";

    /**
     * A collection of so small a heap takes a few milliseconds on one thread; the barriers and the
     * threads of the others would take more of two cores.
     */
    private static final String SMALL_HEAP = "-XX:+UseSerialGC";

    private static final String NO_STAND_IN = "";

    private final UpSettings settings;
    private final Checkout app;
    private final Keys keys;
    private final FlinkCluster flink;

    /**
     * @param app where the parts run from
     */
    Parts(UpSettings settings, Checkout app, Keys keys, FlinkCluster flink) {
        this.settings = settings;
        this.app = app;
        this.keys = keys;
        this.flink = flink;
    }

    /** What of the checkout these settings take. */
    static List<String> targets(UpSettings settings) {
        List<String> targets = new ArrayList<>(List.of(Checkout.LAUNCHER));
        if (settings.starts("command-1")) {
            targets.add(Checkout.COMMAND);
        }
        if (settings.starts("query")) {
            targets.add(Checkout.QUERY);
        }
        if (settings.starts("flink-jobmanager")) {
            targets.add(Checkout.JOBS);
        }
        return targets;
    }

    List<PartSpec> all() {
        List<PartSpec> parts = new ArrayList<>();
        for (int broker = 1; broker <= settings.brokers(); broker++) {
            parts.add(kafka(broker));
        }
        parts.add(postgres());
        parts.add(jobManager());
        for (int node = 1; node <= settings.commandNodes(); node++) {
            parts.add(command(node));
        }
        parts.add(query());
        for (int number = 1; number <= FlinkCluster.TASK_MANAGERS; number++) {
            parts.add(taskManager(number));
        }
        return parts.stream().filter(part -> settings.starts(part.name())).toList();
    }

    private PartSpec kafka(int broker) {
        String address = "127.0.0.1:" + settings.ports().kafka(broker);
        String tcp = "tcp://" + address;
        return new PartSpec(
                settings.kafkaPart(broker),
                address,
                tcp,
                tcp,
                Map.of(),
                Set.of(),
                NO_STAND_IN,
                () ->
                        JavaCommand.of(
                                List.of(
                                        "-Xmx512m",
                                        SMALL_HEAP,
                                        "-XX:MaxDirectMemorySize=128m",
                                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
                                app.classPath(Checkout.LAUNCHER),
                                "dev.weir.launcher.kafka.KafkaMain",
                                brokerSpec(broker).arguments()),
                // the last one waits for the others, whose copies the topics are to have
                broker < settings.brokers()
                        ? PartSpec.NOTHING
                        : () ->
                                PlatformTopics.ensure(
                                        settings.kafkaBootstrap(),
                                        settings.partitions(),
                                        settings.brokers()),
                PartSpec.NOTHING,
                Signal.TERM);
    }

    private BrokerSpec brokerSpec(int broker) {
        Path folder = settings.data().resolve(settings.kafkaPart(broker));
        return new BrokerSpec(
                broker,
                // of several each may be a mount point: a folder within can be moved into place
                settings.brokers() == 1 ? folder : folder.resolve("log"),
                BrokerSpec.clusterId(settings.data()),
                IntStream.rangeClosed(1, settings.brokers())
                        .mapToObj(
                                id ->
                                        new BrokerSpec.Listeners(
                                                settings.ports().kafka(id),
                                                settings.ports().kafkaController(id)))
                        .toList());
    }

    private PartSpec postgres() {
        int port = settings.ports().postgres();
        String tcp = "tcp://127.0.0.1:" + port;
        Path folder = settings.data().resolve("postgres");
        return new PartSpec(
                "postgres",
                settings.postgresUrl(),
                tcp,
                tcp,
                Map.of("LC_ALL", "C"),
                Set.of(),
                NO_STAND_IN,
                () -> {
                    var server = PostgresServer.prepare(folder, keys.password("postgres"));
                    server.clearStaleLock();
                    return Session.behind(Session.own(server.command(port)));
                },
                () ->
                        PostgresServer.prepare(folder, keys.password("postgres"))
                                .ensureDatabase(port),
                PartSpec.NOTHING,
                Signal.INT);
    }

    private PartSpec command(int node) {
        String name = "command-" + node;
        String address = "http://127.0.0.1:" + settings.ports().command(node);
        Map<String, String> environment = serviceEnvironment(settings.ports().command(node));
        environment.put("WEIR_NODE", name);
        environment.put(
                "WEIR_NODE_TOKEN", Tokens.of(settings.data(), InstantSource.system()).ofNode(name));
        environment.put("WEIR_PARTITIONS", Integer.toString(settings.partitions()));
        environment.put(
                "WEIR_CHECKPOINT_KEY",
                new CheckpointKeyFiles(settings.data()).secretFile().toString());
        return service(
                name,
                address,
                environment,
                settings.kafkaParts(),
                () -> JavaCommand.ofJar(List.of("-Xmx512m", SMALL_HEAP), runner(Checkout.COMMAND)),
                () -> OwnersGroup.remove(settings.kafkaBootstrap(), Topics.EVENTS, name));
    }

    private PartSpec query() {
        String address = "http://127.0.0.1:" + settings.ports().query();
        Map<String, String> environment = serviceEnvironment(settings.ports().query());
        environment.put("WEIR_NODE", "query");
        environment.putAll(postgresEnvironment(settings, keys));
        return service(
                "query",
                address,
                environment,
                with(settings.kafkaParts(), "postgres"),
                () ->
                        Session.behind(
                                JavaCommand.ofJar(
                                        List.of("-Xmx256m", SMALL_HEAP, QUICK_TO_WARM),
                                        runner(Checkout.QUERY))),
                PartSpec.NOTHING);
    }

    private PartSpec service(
            String name,
            String address,
            Map<String, String> environment,
            Set<String> needs,
            PartSpec.Command command,
            PartSpec.Hook whenEnded) {
        String ready = address + "/q/health/ready";
        return new PartSpec(
                name,
                address,
                ready,
                ready,
                environment,
                started(needs),
                NO_STAND_IN,
                command,
                PartSpec.NOTHING,
                whenEnded,
                Signal.TERM);
    }

    private Path runner(String target) {
        return app.resolve(target).resolve("quarkus-run.jar");
    }

    private PartSpec jobManager() {
        String overview = flink.restAddress() + "/overview";
        return new PartSpec(
                "flink-jobmanager",
                flink.restAddress(),
                overview,
                settings.starts(FlinkCluster.taskManagerPart(1))
                        ? Probe.RUNNING_JOBS + flink.restAddress()
                        : overview,
                Map.of("MALLOC_ARENA_MAX", "2"),
                Set.of(),
                NO_STAND_IN,
                () -> {
                    flink.prepareJobManager();
                    return Session.behind(
                            flinkProcess(flink.jobManagerFlags(), flink.jobManagerArguments()));
                },
                PartSpec.NOTHING,
                PartSpec.NOTHING,
                Signal.TERM);
    }

    private PartSpec taskManager(int number) {
        String probe = Probe.taskManager(flink.restAddress(), FlinkCluster.resourceId(number));
        AtomicBoolean started = new AtomicBoolean();
        return new PartSpec(
                FlinkCluster.taskManagerPart(number),
                "127.0.0.1:" + settings.ports().taskManagerRpc(number),
                probe,
                probe,
                Map.of("MALLOC_ARENA_MAX", "2"),
                // one that comes before the job manager answers would wait ten seconds, and the
                // jobs are to start before the one that stands by
                started(
                        with(
                                settings.kafkaParts(),
                                number == 1
                                        ? "flink-jobmanager"
                                        : FlinkCluster.taskManagerPart(1))),
                otherTaskManager(number),
                () -> {
                    Path state = flink.prepareTaskManager(number);
                    // only the first start of the first is waited for by the jobs
                    boolean standsBy = started.getAndSet(true) || number > 1;
                    return flinkProcess(
                            flink.taskManagerFlags(),
                            standsBy
                                    ? flink.standbyArguments(
                                            number, state, settings.kafkaBootstrap())
                                    : flink.taskManagerArguments(number, state));
                },
                PartSpec.NOTHING,
                PartSpec.NOTHING,
                Signal.TERM);
    }

    private String otherTaskManager(int number) {
        String other = FlinkCluster.taskManagerPart(FlinkCluster.TASK_MANAGERS + 1 - number);
        return settings.starts(other) ? other : NO_STAND_IN;
    }

    private List<String> flinkProcess(List<String> flags, List<String> arguments) {
        return JavaCommand.of(
                flags,
                // with the jobs themselves: see JobsJar
                app.classPath(Checkout.JOBS),
                arguments.get(0),
                arguments.subList(1, arguments.size()).toArray(String[]::new));
    }

    private static Set<String> with(Set<String> parts, String another) {
        Set<String> all = new HashSet<>(parts);
        all.add(another);
        return all;
    }

    private Set<String> started(Set<String> needs) {
        return Set.copyOf(needs.stream().filter(settings::starts).toList());
    }

    private Map<String, String> serviceEnvironment(int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_KAFKA", settings.kafkaBootstrap());
        environment.put("WEIR_DATA", settings.data().toString());
        environment.put("WEIR_HTTP_PORT", Integer.toString(port));
        environment.put("WEIR_PUBLIC_KEY", keys.publicKeyFile().toString());
        environment.put("MALLOC_ARENA_MAX", "2");
        return environment;
    }

    /**
     * Own server: its user and the kept password. One from outside: what the caller's shell has.
     */
    static Map<String, String> postgresEnvironment(UpSettings settings, Keys keys) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_POSTGRES_URL", settings.postgresUrl());
        if (settings.postgres().isEmpty()) {
            environment.put("WEIR_POSTGRES_USER", PostgresServer.USER);
            environment.put("WEIR_POSTGRES_PASSWORD", keys.password("postgres"));
        }
        return environment;
    }

    /** Fails with one sentence when something that will be started was not built. */
    void requireBuilt() {
        for (String target : targets(settings)) {
            Path there = app.resolve(target);
            Path marker =
                    target.endsWith("quarkus-app")
                            ? there.resolve("quarkus-run.jar")
                            : there.resolve("lib");
            if (Files.notExists(marker)) {
                throw Failure.failed(
                        "There is nothing to run in " + there + ": build with ./weir.");
            }
        }
    }
}
