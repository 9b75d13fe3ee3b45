package dev.weir.launcher.kafka;

import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The settings of the brokers on a single machine, each with its reason. A production cluster needs
 * the same ones for transactions and groups, with replication 3 and min.insync.replicas 2, as three
 * brokers have them here.
 */
public final class KafkaSettings {
    private KafkaSettings() {}

    /** How many brokers a platform may have: one, or as many as bear the loss of one. */
    public static final int REPLICATED = 3;

    private static final int IN_SYNC_MIN = 2;

    public static Properties of(BrokerSpec broker) {
        BrokerSpec.Listeners own = broker.listeners().get(broker.id() - 1);
        int port = own.clients();
        int controllerPort = own.controller();
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(broker.id()));
        p.put("controller.quorum.voters", voters(broker));
        p.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "PLAINTEXT");
        p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("log.dirs", broker.folder().toString());
        // A topic that is not Weir's own never appears by a typing error.
        p.put("auto.create.topics.enable", "false");
        boolean replicated = broker.listeners().size() >= REPLICATED;
        int copies = replicated ? REPLICATED : 1;
        int inSync = replicated ? IN_SYNC_MIN : 1;
        replicate(p, "offsets.topic", copies, inSync);
        replicate(p, "transaction.state.log", copies, inSync);
        replicate(p, "share.coordinator.state.topic", copies, inSync);
        if (replicated) {
            p.put("default.replication.factor", Integer.toString(copies));
            p.put("min.insync.replicas", Integer.toString(inSync));
            // 9 s and 2 s by default. A writer gives up after 9 s: another broker should lead
            // before. One that was held up for so long only leaves the copies in step for a while.
            p.put("broker.session.timeout.ms", "5000");
            p.put("broker.heartbeat.interval.ms", "1000");
            // 30 s by default: so long a leader waited for a frozen coordinator to confirm a
            // transaction, and no writer got past it.
            p.put("request.timeout.ms", "3000");
        }
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

    private static String voters(BrokerSpec broker) {
        return IntStream.rangeClosed(1, broker.listeners().size())
                .mapToObj(id -> id + "@127.0.0.1:" + broker.listeners().get(id - 1).controller())
                .collect(Collectors.joining(","));
    }

    private static void replicate(Properties p, String topic, int copies, int inSync) {
        p.put(topic + ".replication.factor", Integer.toString(copies));
        p.put(topic + ".min.isr", Integer.toString(inSync));
        p.put(topic + ".num.partitions", "4");
    }
}
