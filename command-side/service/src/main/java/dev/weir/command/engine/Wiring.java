package dev.weir.command.engine;

import dev.weir.command.api.BearerToken;
import dev.weir.command.api.CommandDesk;
import dev.weir.command.grpc.GrpcPeers;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.command.payments.DecisionInput;
import dev.weir.command.webhooks.WebhookSecrets;
import dev.weir.command.webhooks.WebhookSettings;
import dev.weir.command.webhooks.Webhooks;
import dev.weir.contract.checkpoint.CheckpointSigner;
import dev.weir.eventstore.CheckpointSettings;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaDeadLetters;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.OwnerMetrics;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Beans. The only place of the service that makes time and chance. */
public final class Wiring {
    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    CommandMetrics metrics(MeterRegistry registry) {
        return new CommandMetrics(registry);
    }

    @Produces
    @Singleton
    @Startup
    Platform platform(
            WeirConfig config,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int port,
            InstantSource clock,
            CommandMetrics metrics,
            MeterRegistry registry) {
        Platform.Surroundings surroundings =
                new Platform.Surroundings(
                        config.node(),
                        config.address().orElse(host + ":" + port),
                        Optional.of(config.data()),
                        StoreTopics.WEIR,
                        config.partitions(),
                        clock,
                        new RandomIds(),
                        secrets(config));
        WarmUp.before(surroundings);
        Platform platform =
                new Platform(
                        surroundings,
                        settings -> onKafka(config, settings),
                        Optional.of(
                                new DecisionInput(
                                        decisions(config),
                                        new KafkaDeadLetters(
                                                config.kafka(), surroundings.clock()))),
                        metrics,
                        new Platform.Neighbours(
                                new GrpcPeers(),
                                config.nodeToken().map(BearerToken::new).orElse(BearerToken.NONE)));
        gauges(platform, registry);
        return platform;
    }

    void stop(@Disposes Platform platform) {
        platform.close();
    }

    /** After the platform, whose topics it reads. */
    @Produces
    @Singleton
    @Startup
    Webhooks webhooks(
            WeirConfig config, Platform platform, InstantSource clock, MeterRegistry registry) {
        Objects.requireNonNull(platform);
        WeirConfig.Webhook wanted = config.webhooks();
        Webhooks webhooks =
                new Webhooks(
                        new Webhooks.Parts(
                                config.kafka(),
                                config.node(),
                                new WebhookSettings(
                                        wanted.firstPause(),
                                        wanted.requestLimit(),
                                        wanted.lanes(),
                                        wanted.ageMax(),
                                        wanted.allowPrivate()),
                                secrets(config),
                                clock,
                                new SecureRandom(),
                                registry));
        webhooks.start();
        return webhooks;
    }

    void stop(@Disposes Webhooks webhooks) {
        webhooks.close();
    }

    @Produces
    @Singleton
    CommandDesk desk(Platform platform) {
        return platform.desk();
    }

    private static EventStoreNode onKafka(WeirConfig config, EventStoreSettings settings) {
        EventStoreNode node =
                EventStores.sharedOnKafka(
                        new KafkaSettings(config.kafka(), StoreTopics.WEIR),
                        config.partitions(),
                        checkpoints(config).map(settings::withCheckpoints).orElse(settings));
        DecisionsTopic.create(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.kafka()),
                node.partitionCount());
        return node;
    }

    private static Optional<CheckpointSettings> checkpoints(WeirConfig config) {
        return config.checkpointKey()
                .map(
                        file ->
                                new CheckpointSettings(
                                        signer(file),
                                        config.checkpointEvents(),
                                        config.checkpointEvery()));
    }

    /** They follow from the key by which the platform signs. */
    private static WebhookSecrets secrets(WeirConfig config) {
        return config.checkpointKey()
                .map(Wiring::read)
                .map(WebhookSecrets::of)
                .orElse(WebhookSecrets.NONE);
    }

    private static CheckpointSigner signer(Path file) {
        return CheckpointSigner.fromPem(read(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint key " + file + " cannot be read", e);
        }
    }

    private static KafkaConsumer<byte[], byte[]> decisions(WeirConfig config) {
        return new KafkaConsumer<>(
                Map.of(
                        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                        config.kafka(),
                        CommonClientConfigs.CLIENT_ID_CONFIG,
                        config.node() + "-decisions",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        // The topic keeps hours: what is older than that was decided long ago.
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        1,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        100,
                        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class,
                        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                        ByteArrayDeserializer.class));
    }

    private static void gauges(Platform platform, MeterRegistry registry) {
        EventStoreNode node = platform.node();
        Gauge.builder("weir.payments.waiting", platform, Platform::paymentsWaiting)
                .register(registry);
        Gauge.builder("weir.owner.rejoins", node, EventStoreNode::rejoins).register(registry);
        for (int partition = 0; partition < node.partitionCount(); partition++) {
            gauges(platform, partition, registry);
        }
        // Partitions that are added; registering one again changes nothing.
        node.onServing(partition -> gauges(platform, partition, registry));
    }

    /** All 0 while another node owns the partition. */
    private static void gauges(Platform platform, int partition, MeterRegistry registry) {
        EventStoreNode node = platform.node();
        Gauge.builder("weir.queue.depth", node, owned -> depth(owned, partition))
                .tag("partition", Integer.toString(partition))
                .register(registry);
        Gauge.builder("weir.interbook.open", platform, it -> it.interbook().open(partition))
                .description("transfers to other books that wait for the other's word")
                .tag("partition", Integer.toString(partition))
                .register(registry);
        Gauge.builder(
                        "weir.interbook.oldest.seconds",
                        platform,
                        it -> it.interbook().oldestSeconds(partition))
                .description("age of the oldest of them")
                .tag("partition", Integer.toString(partition))
                .register(registry);
        owner(registry, node, partition, "weir.takeover.millis", m -> m.takeover().millis());
        owner(
                registry,
                node,
                partition,
                "weir.takeover.snapshot.millis",
                m -> m.takeover().snapshotMillis());
        owner(registry, node, partition, "weir.takeover.events", m -> m.takeover().events());
        owner(registry, node, partition, "weir.takeover.path", m -> m.takeover().path().ordinal());
        owner(registry, node, partition, "weir.takeovers", OwnerMetrics::takeovers);
        owner(registry, node, partition, "weir.owner.failures", OwnerMetrics::failures);
        owner(registry, node, partition, "weir.events.committed", OwnerMetrics::events);
        owner(registry, node, partition, "weir.groups.committed", OwnerMetrics::groups);
        owner(registry, node, partition, "weir.events.pending", OwnerMetrics::pendingEvents);
        owner(registry, node, partition, "weir.owner.fences", OwnerMetrics::fences);
        owner(registry, node, partition, "weir.owner.heartbeats", OwnerMetrics::heartbeats);
    }

    private static int depth(EventStoreNode node, int partition) {
        return node.owns(partition) ? node.loop(partition).depth() : 0;
    }

    private static void owner(
            MeterRegistry registry,
            EventStoreNode node,
            int partition,
            String name,
            ToDoubleFunction<OwnerMetrics> value) {
        Gauge.builder(name, node, owned -> value.applyAsDouble(owned.metrics(partition)))
                .tag("partition", Integer.toString(partition))
                .register(registry);
    }
}
