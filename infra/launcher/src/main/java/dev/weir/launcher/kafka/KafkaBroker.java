package dev.weir.launcher.kafka;

import dev.weir.launcher.platform.Folders;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One broker with its own metadata quorum, in this JVM. */
public final class KafkaBroker implements AutoCloseable {
    private final KafkaRaftServer server;

    private KafkaBroker(KafkaRaftServer server) {
        this.server = server;
    }

    /** Returns when the broker has started; the folder is formatted when it is new. */
    public static KafkaBroker start(Path folder, int port, int controllerPort) throws Exception {
        if (Files.notExists(folder.resolve("meta.properties"))) {
            format(folder);
        }
        var settings = KafkaSettings.of(folder, port, controllerPort);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
        return new KafkaBroker(server);
    }

    /** Formats beside and renames, so that a kill in the middle leaves nothing half made. */
    private static void format(Path folder) throws Exception {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        Folders.delete(fresh);
        Files.createDirectories(fresh);
        Formatter formatter = new Formatter();
        try (PrintStream quiet =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            formatter.setPrintStream(quiet);
            formatter.setClusterId(Uuid.randomUuid().toString());
            formatter.setNodeId(1);
            formatter.setControllerListenerName("CONTROLLER");
            formatter.setMetadataLogDirectory(fresh.toString());
            formatter.addDirectory(fresh.toString());
            formatter.run();
        }
        // only an empty folder may be in the way: a log without its meta.properties is not ours
        Files.deleteIfExists(folder);
        Files.move(fresh, folder);
    }

    public void awaitShutdown() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
