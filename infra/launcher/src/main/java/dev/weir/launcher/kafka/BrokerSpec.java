package dev.weir.launcher.kafka;

import dev.weir.launcher.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * One broker of a cluster on this machine; each is a voter of its metadata quorum too.
 *
 * @param id from 1
 * @param folder where its log lies
 * @param clusterId the same for all brokers
 * @param listeners of all brokers, in the order of their ids
 */
public record BrokerSpec(int id, Path folder, String clusterId, List<Listeners> listeners) {
    /**
     * Ports of a broker.
     *
     * @param clients its clients' and the other brokers'
     * @param controller the metadata quorum's
     */
    public record Listeners(int clients, int controller) {
        private static Listeners parse(String text) {
            String[] ports = text.split(":");
            return new Listeners(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
        }

        @Override
        public String toString() {
            return clients + ":" + controller;
        }
    }

    /** A broker without others; its cluster is as new as its folder. */
    public static BrokerSpec alone(Path folder, int port, int controllerPort) {
        return new BrokerSpec(
                1,
                folder,
                Uuid.randomUuid().toString(),
                List.of(new Listeners(port, controllerPort)));
    }

    /** From {@link #arguments} or, for a broker without others, FOLDER PORT CONTROLLER_PORT. */
    static BrokerSpec parse(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        if (arguments.length == 3) {
            return alone(folder, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        }
        return new BrokerSpec(
                Integer.parseInt(arguments[1]),
                folder,
                arguments[2],
                List.of(arguments[3].split(",")).stream().map(Listeners::parse).toList());
    }

    /** For {@link KafkaMain}: FOLDER ID CLUSTER_ID PORT:CONTROLLER_PORT[,...]. */
    public String[] arguments() {
        return new String[] {
            folder.toString(),
            Integer.toString(id),
            clusterId,
            String.join(",", listeners.stream().map(Listeners::toString).toList())
        };
    }

    /** The id of the cluster whose brokers lie in this data folder, made on first use. */
    public static String clusterId(Path data) {
        Path file = data.resolve("kafka-cluster-id");
        try {
            if (Files.notExists(file)) {
                Path fresh = data.resolve("kafka-cluster-id.new");
                Files.writeString(fresh, Uuid.randomUuid().toString());
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw Failure.failed("The cluster's id in " + file + " cannot be used: " + e, e);
        }
    }
}
