package dev.weir.launcher.platform;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code weir up} was asked for.
 *
 * @param kafka bootstrap address of a broker from outside
 * @param postgres jdbc url of a server from outside
 * @param only when not empty, just these parts are started (for work on the launcher itself)
 */
public record UpSettings(
        Path data,
        Ports ports,
        int commandNodes,
        int partitions,
        int flinkParallelism,
        Optional<String> kafka,
        Optional<String> postgres,
        Set<String> only) {

    public static final int BASE_PORT = 7400;
    public static final int PARTITIONS = 4;
    public static final int FLINK_PARALLELISM = 2;

    /** Whether this platform starts that part itself. */
    public boolean starts(String part) {
        if (!only.isEmpty() && !only.contains(part)) {
            return false;
        }
        return switch (part) {
            case "kafka" -> kafka.isEmpty();
            case "postgres" -> postgres.isEmpty();
            default -> true;
        };
    }

    public String kafkaBootstrap() {
        return kafka.orElse("127.0.0.1:" + ports.kafka());
    }

    public String postgresUrl() {
        return postgres.orElse("jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/weir");
    }
}
