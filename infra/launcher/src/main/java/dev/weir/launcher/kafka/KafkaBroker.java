package dev.weir.launcher.kafka;

import dev.weir.launcher.platform.Folders;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;

/**
 * One broker that is also a voter of the metadata quorum, in this JVM: what {@code
 * kafka.server.KafkaRaftServer} does, but the broker starts only when the controller holds its
 * former self for dead.
 *
 * <p>Started at once after a kill, the broker first believes the old metadata, in which it leads
 * every partition, and goes on with the transactions that were being ended. Moments later the
 * controller takes the leadership from it until it has registered anew, and Kafka 4.4 takes a
 * partition without a leader for a deleted one and drops the commit or abort marker for it ({@code
 * TransactionMarkerChannelManager}, told so by {@code
 * KRaftMetadataCache.getPartitionLeaderEndpoint}). The transaction then counts as ended while its
 * records stay open for ever: no reader gets past them. A broker that was fenced first never sees
 * itself as leader before it is.
 */
public final class KafkaBroker implements AutoCloseable {
    /**
     * The last brokers of a cluster that ends have no majority to say goodbye to; the supervisor
     * waits 15 s.
     */
    private static final Duration GOODBYE = Duration.ofSeconds(6);

    private final ControllerServer controller;
    private final BrokerServer broker;

    private KafkaBroker(ControllerServer controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /** Returns when the broker has started; the folder is formatted when it is new. */
    public static KafkaBroker start(BrokerSpec spec) throws Exception {
        if (Files.notExists(spec.folder().resolve("meta.properties"))) {
            format(spec);
        }
        KafkaConfig config = new KafkaConfig(KafkaSettings.of(spec), false);
        var logDirs =
                KafkaRaftServer.initializeLogDirs(
                        config, LoggerFactory.getLogger(KafkaBroker.class), "");
        QuorumConfig quorum = config.quorumConfig();
        SharedServer shared =
                new SharedServer(
                        config,
                        logDirs._1(),
                        Time.SYSTEM,
                        Server$.MODULE$.initializeMetrics(
                                config, Time.SYSTEM, logDirs._1().clusterId().orElseThrow()),
                        CompletableFuture.completedFuture(
                                QuorumConfig.parseVoterConnections(quorum.voters())),
                        QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                        new StandardFaultHandlerFactory(),
                        ServerSocketFactory.INSTANCE);
        ControllerServer controller =
                new ControllerServer(shared, KafkaRaftServer.configSchema(), logDirs._2());
        BrokerServer broker = new BrokerServer(shared);
        controller.startup();
        try {
            awaitFenced(shared, spec.id(), config.brokerSessionTimeoutMs());
            broker.startup();
        } catch (Exception e) {
            // its threads would keep a process alive that serves nobody
            controller.shutdown();
            throw e;
        }
        return new KafkaBroker(controller, broker);
    }

    /** Waits until the controller no longer counts on a broker that was killed. */
    private static void awaitFenced(SharedServer shared, int id, long sessionMillis)
            throws Exception {
        Former former = new Former(id);
        shared.loader().installPublishers(List.of(former)).get();
        // the session begins with the controller's term; an idle controller looks now and then
        former.gone.get(sessionMillis + TimeUnit.SECONDS.toMillis(60), TimeUnit.MILLISECONDS);
        shared.loader().removeAndClosePublisher(former).get();
    }

    /** Sees in the metadata that no broker is registered, or that the one that is was fenced. */
    private static final class Former implements MetadataPublisher {
        final CompletableFuture<Void> gone = new CompletableFuture<>();
        private final int id;

        Former(int id) {
            this.id = id;
        }

        @Override
        public String name() {
            return "former broker";
        }

        @Override
        public void onMetadataUpdate(
                MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration registration = image.cluster().broker(id);
            if (registration == null || registration.fenced()) {
                gone.complete(null);
            }
        }

        @Override
        public void close() {}
    }

    /** Formats beside and renames, so that a kill in the middle leaves nothing half made. */
    private static void format(BrokerSpec spec) throws Exception {
        Path folder = spec.folder();
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        Folders.delete(fresh);
        Files.createDirectories(fresh);
        Formatter formatter = new Formatter();
        try (PrintStream quiet =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            formatter.setPrintStream(quiet);
            formatter.setClusterId(spec.clusterId());
            formatter.setNodeId(spec.id());
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
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    @Override
    public void close() {
        broker.shutdown(GOODBYE);
        controller.shutdown();
        awaitShutdown();
    }
}
