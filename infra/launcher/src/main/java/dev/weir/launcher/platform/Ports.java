package dev.weir.launcher.platform;

import dev.weir.launcher.flink.FlinkCluster;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where each part listens, all counted from one base port. */
public record Ports(int base) {
    /** Command nodes have the ports below the query service's. */
    public static final int COMMAND_NODES_MAX = 10;

    /** How many ports, from the base on, belong to one platform. */
    static final int SPAN = 50;

    public Ports {
        if (base < 1024 || base + SPAN > 65_535) {
            throw new IllegalArgumentException("base port out of range: " + base);
        }
    }

    public int command(int node) {
        return base + node - 1;
    }

    public int query() {
        return base + 10;
    }

    /**
     * @param broker from 1 to 5
     */
    public int kafka(int broker) {
        return base + 18 + 2 * broker;
    }

    public int kafkaController(int broker) {
        return base + 19 + 2 * broker;
    }

    public int postgres() {
        return base + 30;
    }

    public int flinkRest() {
        return base + 40;
    }

    public int flinkRpc() {
        return base + 41;
    }

    public int flinkBlob() {
        return base + 42;
    }

    /**
     * @param taskManager 1 or 2
     */
    public int taskManagerRpc(int taskManager) {
        return base + 41 + 2 * taskManager;
    }

    public int taskManagerData(int taskManager) {
        return base + 42 + 2 * taskManager;
    }

    /** Port to the part that needs it, of the parts that are started here. */
    Map<Integer, String> needed(UpSettings settings) {
        Map<Integer, String> needed = new LinkedHashMap<>();
        for (int broker = 1; broker <= settings.brokers(); broker++) {
            String part = settings.kafkaPart(broker);
            if (settings.starts(part)) {
                needed.put(kafka(broker), part);
                needed.put(kafkaController(broker), part);
            }
        }
        if (settings.starts("postgres")) {
            needed.put(postgres(), "postgres");
        }
        for (int node = 1; node <= settings.commandNodes(); node++) {
            if (settings.starts("command-" + node)) {
                needed.put(command(node), "command-" + node);
            }
        }
        if (settings.starts("query")) {
            needed.put(query(), "query");
        }
        if (settings.starts("flink-jobmanager")) {
            needed.put(flinkRest(), "flink-jobmanager");
            needed.put(flinkRpc(), "flink-jobmanager");
            needed.put(flinkBlob(), "flink-jobmanager");
        }
        for (int taskManager = 1; taskManager <= FlinkCluster.TASK_MANAGERS; taskManager++) {
            String part = FlinkCluster.taskManagerPart(taskManager);
            if (settings.starts(part)) {
                needed.put(taskManagerRpc(taskManager), part);
                needed.put(taskManagerData(taskManager), part);
            }
        }
        return needed;
    }
}
