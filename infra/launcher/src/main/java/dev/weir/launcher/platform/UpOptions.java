package dev.weir.launcher.platform;

import dev.weir.launcher.DataOption;
import dev.weir.launcher.Failure;
import dev.weir.launcher.kafka.KafkaSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code weir up} takes, shared with the process that it starts. */
final class UpOptions {
    private static final int PARTITIONS_MAX = 1024;
    static final int PARALLELISM_MAX = 64;

    @Mixin private DataOption data;

    @Option(
            names = "--command-nodes",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many command services share the books (default: 1)")
    private int commandNodes;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "how many Kafka brokers keep the log, 1 or 3: with 3 each record has three copies"
                            + " and is acknowledged when two have it (default: 1)")
    private int brokers;

    @Option(
            names = "--log-only",
            description =
                    "only Kafka and the command services: no views, no queries, and payments are"
                            + " decided by the fallback ladder")
    private boolean logOnly;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description =
                    "a PostgreSQL server of your own, as jdbc:postgresql://HOST/DATABASE; user and"
                            + " password come from WEIR_POSTGRES_USER and WEIR_POSTGRES_PASSWORD")
    private String postgres;

    @Option(
            names = "--kafka",
            paramLabel = "BOOTSTRAP",
            description = "a Kafka cluster of your own, as HOST:PORT[,HOST:PORT...]")
    private String kafka;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            defaultValue = "" + UpSettings.BASE_PORT,
            description = "the first of the 50 ports that the parts use (default: 7400)")
    private int basePort;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "" + UpSettings.PARTITIONS,
            description = "partitions of the log; it can be widened, never narrowed (default: 4)")
    private int partitions;

    @Option(
            names = "--flink-parallelism",
            paramLabel = "N",
            defaultValue = "" + UpSettings.FLINK_PARALLELISM,
            description = "threads of each Flink job (default: 2)")
    private int flinkParallelism;

    @Option(names = "--only", split = ",", hidden = true)
    private List<String> only = List.of();

    UpSettings settings() {
        within("--command-nodes", commandNodes, Ports.COMMAND_NODES_MAX);
        within("--partitions", partitions, PARTITIONS_MAX);
        within("--flink-parallelism", flinkParallelism, PARALLELISM_MAX);
        if (brokers != 1 && brokers != KafkaSettings.REPLICATED) {
            throw Failure.wrongUsage("--brokers takes 1 or " + KafkaSettings.REPLICATED + ".");
        }
        if (brokers != 1 && kafka != null) {
            throw Failure.wrongUsage("--brokers and --kafka exclude each other.");
        }
        if (basePort < 1024 || basePort > 65_535 - Ports.SPAN) {
            throw Failure.wrongUsage("--base-port takes a number from 1024 to 65485.");
        }
        if (postgres != null && !postgres.startsWith("jdbc:postgresql:")) {
            throw Failure.wrongUsage(
                    "--postgres takes a jdbc url, jdbc:postgresql://HOST/DATABASE.");
        }
        return new UpSettings(
                data.path(),
                new Ports(basePort),
                brokers,
                commandNodes,
                partitions,
                flinkParallelism,
                Optional.ofNullable(kafka),
                Optional.ofNullable(postgres),
                only());
    }

    private Set<String> only() {
        Set<String> parts = new HashSet<>(only);
        if (logOnly) {
            parts.add(UpSettings.KAFKA);
            for (int broker = 1; broker <= brokers; broker++) {
                parts.add(UpSettings.KAFKA + "-" + broker);
            }
            for (int node = 1; node <= commandNodes; node++) {
                parts.add("command-" + node);
            }
        }
        return Set.copyOf(parts);
    }

    static void within(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw Failure.wrongUsage(option + " takes a number from 1 to " + max + ".");
        }
    }
}
