package dev.weir.launcher.kafka;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The settings of the single-machine broker, each with its reason. A production cluster needs the
 * same ones for transactions and groups, with replication 3 and min.insync.replicas 2.
 */
public final class KafkaSettings {
    private KafkaSettings() {}

    /**
     * @param folder where the log lies
     * @param port of clients
     * @param controllerPort of the broker's own metadata quorum
     */
    public static Properties of(Path folder, int port, int controllerPort) {
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("log.dirs", folder.toString());
        // A topic that is not Weir's own never appears by a typing error.
        p.put("auto.create.topics.enable", "false");
        replicateOnce(p, "offsets.topic");
        replicateOnce(p, "transaction.state.log");
        replicateOnce(p, "share.coordinator.state.topic");
        // 20 by default: the tail of group commits was exactly those 20 ms.
        p.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // A dead writer's open transaction holds up every reader of its partition.
        p.put("transaction.max.timeout.ms", "60000");
        p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // The command nodes share the partitions by such a group, and its sessions are the broker's
        // to set: 45 s by default, with a lower bound of 45 s, so both must move or neither does.
        // A node that was killed is noticed when its session ends, 3 s after its last heartbeat,
        // and the others hear of it with their next one, within half a second; fencing and replay
        // come on top. Six heartbeats fit into a session: a node that is held up for a moment does
        // not lose its partitions. A session is no fence, so one that ends too early costs a
        // takeover and nothing else.
        p.put("group.consumer.min.session.timeout.ms", "3000");
        p.put("group.consumer.session.timeout.ms", "3000");
        p.put("group.consumer.min.heartbeat.interval.ms", "500");
        p.put("group.consumer.heartbeat.interval.ms", "500");
        p.put("group.min.session.timeout.ms", "3000");
        p.put("group.initial.rebalance.delay.ms", "0");
        // 128 MiB by default, a quarter of the heap; the compacted topics here are small.
        p.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        p.put("log.segment.bytes", Integer.toString(256 * 1024 * 1024));
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "4");
        p.put("controlled.shutdown.enable", "true");
        return p;
    }

    private static void replicateOnce(Properties p, String topic) {
        p.put(topic + ".replication.factor", "1");
        p.put(topic + ".min.isr", "1");
        p.put(topic + ".num.partitions", "4");
    }
}
