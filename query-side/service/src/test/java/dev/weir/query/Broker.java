package dev.weir.query;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One KRaft broker in this process. */
final class Broker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final String address;

    private Broker(KafkaRaftServer server, String address) {
        this.server = server;
        this.address = address;
    }

    static Broker start(Path folder) {
        try {
            Files.createDirectories(folder);
            int port = freePort();
            int controllerPort = freePort();
            Formatter formatter = new Formatter();
            formatter.setPrintStream(
                    new PrintStream(
                            OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            formatter.setClusterId(Uuid.randomUuid().toString());
            formatter.setNodeId(1);
            formatter.setControllerListenerName("CONTROLLER");
            formatter.setMetadataLogDirectory(folder.toString());
            formatter.addDirectory(folder.toString());
            formatter.run();
            KafkaRaftServer server =
                    new KafkaRaftServer(
                            new KafkaConfig(settings(folder, port, controllerPort), false),
                            Time.SYSTEM);
            server.startup();
            return new Broker(server, "127.0.0.1:" + port);
        } catch (Exception e) {
            throw new IllegalStateException("the broker does not start", e);
        }
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        String listener = "PLAINTEXT://127.0.0.1:" + port;
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("listeners", listener + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", listener);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.toString());
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("auto.create.topics.enable", "false");
        return settings;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
