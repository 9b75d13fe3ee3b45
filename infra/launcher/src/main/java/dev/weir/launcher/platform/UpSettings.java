package dev.weir.launcher.platform;

import dev.weir.launcher.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What {@code weir up} was asked for.
 *
 * @param brokers of the platform's own Kafka
 * @param kafka bootstrap address of a broker from outside
 * @param postgres jdbc url of a server from outside
 * @param only when not empty, just these parts are started (for work on the launcher itself)
 */
public record UpSettings(
        Path data,
        Ports ports,
        int brokers,
        int commandNodes,
        int partitions,
        int flinkParallelism,
        Optional<String> kafka,
        Optional<String> postgres,
        Set<String> only) {

    static final String KAFKA = "kafka";
    public static final int BASE_PORT = 7400;
    public static final int PARTITIONS = 4;
    public static final int FLINK_PARALLELISM = 2;

    /** Whether this platform starts that part itself. */
    public boolean starts(String part) {
        if (!only.isEmpty() && !only.contains(part)) {
            return false;
        }
        if (part.startsWith(KAFKA)) {
            return kafka.isEmpty();
        }
        return !part.equals("postgres") || postgres.isEmpty();
    }

    /** Brokers take their number from the cluster that they are of, so it stays. */
    void requireBrokersAsBefore() {
        boolean several = Files.exists(data.resolve(KAFKA + "-1"));
        boolean one = Files.exists(data.resolve(KAFKA));
        if (kafka.isEmpty() && (brokers == 1 ? several : one)) {
            throw Failure.failed(
                    "The data folder "
                            + data
                            + (several ? " has three brokers" : " has one broker")
                            + ", which can't be changed: "
                            + (several ? "give --brokers 3" : "leave out --brokers")
                            + ", or choose another folder with --data.");
        }
    }

    /** Name of the part that a broker is. */
    public String kafkaPart(int broker) {
        return brokers == 1 ? KAFKA : KAFKA + "-" + broker;
    }

    /** The parts that the log lies in. */
    public Set<String> kafkaParts() {
        return IntStream.rangeClosed(1, brokers)
                .mapToObj(this::kafkaPart)
                .collect(Collectors.toUnmodifiableSet());
    }

    public String kafkaBootstrap() {
        return kafka.orElseGet(
                () ->
                        IntStream.rangeClosed(1, brokers)
                                .mapToObj(broker -> "127.0.0.1:" + ports.kafka(broker))
                                .collect(Collectors.joining(",")));
    }

    public String postgresUrl() {
        return postgres.orElse("jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/weir");
    }
}
