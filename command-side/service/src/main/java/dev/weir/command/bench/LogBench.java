package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.command.api.CommandCall;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Fields;
import dev.weir.command.engine.Platform;
import dev.weir.command.payments.CommandMetrics;
import dev.weir.contract.commands.v1.OpenAccount;
import dev.weir.contract.commands.v1.OpenBook;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.EventStoreSettings;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.MemoryLogs;
import dev.weir.eventstore.OwnerMetrics;
import dev.weir.eventstore.StoreTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * {@code weir bench log [--quick]}: commands through Axon and the Kafka engine at 1, 64 and 512
 * callers, beside a raw transactional producer of the same records in groups of the same size, and
 * beside Axon on a log on heap, which is the most that Axon lets through. On topics of its own, one
 * partition.
 */
public final class LogBench {
    private static final int[] CALLERS = {1, 64, 512};
    private static final double AIM = 0.6;

    private final String bootstrap;
    private final Duration warmUp;
    private final Duration measured;
    private final InstantSource clock = InstantSource.system();
    private final String run = "weir-bench-" + UUID.randomUUID().toString().substring(0, 8);
    private final LogReport report = new LogReport();
    private final List<String> topics = new ArrayList<>();

    private LogBench(String bootstrap, boolean quick) {
        this.bootstrap = bootstrap;
        this.warmUp = Duration.ofSeconds(quick ? 2 : 6);
        this.measured = Duration.ofSeconds(quick ? 3 : 10);
    }

    public static void main(String[] args) throws Exception {
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("--help") || !List.of("--quick", "--json").containsAll(arguments)) {
            System.out.println("usage: weir bench log [--quick]   needs a running platform");
            System.exit(arguments.contains("--help") ? 0 : 2);
        }
        String bootstrap = System.getenv("WEIR_KAFKA");
        if (bootstrap == null) {
            System.err.println("no platform is running: WEIR_KAFKA is not set");
            System.exit(3);
        }
        new LogBench(bootstrap, arguments.contains("--quick")).measure();
        System.exit(0);
    }

    private void measure() throws IOException, InterruptedException, ExecutionException {
        try {
            for (int callers : CALLERS) {
                measure(callers);
            }
        } finally {
            deleteTopics();
        }
        String root = Optional.ofNullable(System.getenv("WEIR_ROOT")).orElse(".");
        report.print(System.out);
        report.write(Path.of(root, "target", "bench", "log.json"));
    }

    private void measure(int callers) throws InterruptedException {
        Callers.Figures ceiling =
                run(
                        StoreTopics.of(run),
                        callers,
                        settings ->
                                EventStores.onHeap(
                                        new MemoryLogs(run), StoreTopics.of(run), 1, settings));
        StoreTopics engineTopics = topicsOf("engine-" + callers);
        double[] recordsPerGroup = new double[1];
        Callers.Figures engine =
                run(
                        engineTopics,
                        callers,
                        settings ->
                                EventStores.onKafka(
                                        new KafkaSettings(bootstrap, engineTopics), 1, settings),
                        records -> recordsPerGroup[0] = records);
        int groupRecords = (int) Math.max(1, Math.round(recordsPerGroup[0]));
        List<ConsumerRecord<byte[], byte[]>> records = RawProducer.read(bootstrap, engineTopics);
        String rawTopic = topicsOf("raw-" + callers).events();
        create(rawTopic);
        double raw =
                RawProducer.write(bootstrap, rawTopic, records, groupRecords, warmUp, measured);
        String name = callers + (callers == 1 ? " caller" : " callers");
        report.beside(
                name + ": Axon + Kafka engine, commands/s",
                engine.perSecond(),
                "1/s",
                "raw transactional producer, records/s",
                raw,
                AIM);
        report.shown(name + ": raw producer, records/s", raw, "1/s");
        report.shown(name + ": records in a transaction", groupRecords, "records");
        report.shown(name + ": Axon without Kafka, commands/s", ceiling.perSecond(), "1/s");
        report.shown(name + ": Axon + Kafka engine, p50", engine.p50Millis(), "ms");
        report.shown(name + ": Axon + Kafka engine, p99", engine.p99Millis(), "ms");
    }

    private Callers.Figures run(
            StoreTopics storeTopics,
            int callers,
            Function<EventStoreSettings, EventStoreNode> stores)
            throws InterruptedException {
        return run(storeTopics, callers, stores, records -> {});
    }

    private Callers.Figures run(
            StoreTopics storeTopics,
            int callers,
            Function<EventStoreSettings, EventStoreNode> stores,
            DoubleConsumer recordsPerGroup)
            throws InterruptedException {
        Platform.Surroundings surroundings =
                new Platform.Surroundings(
                        "bench",
                        "",
                        Optional.empty(),
                        storeTopics,
                        1,
                        clock,
                        () -> UUID.randomUUID().toString());
        try (Platform platform =
                new Platform(
                        surroundings,
                        stores,
                        Optional.empty(),
                        new CommandMetrics(new SimpleMeterRegistry()))) {
            prepare(platform);
            OwnerMetrics before = platform.node().metrics(0);
            Callers.Figures figures = new Callers(platform, callers, clock).run(warmUp, measured);
            OwnerMetrics after = platform.node().metrics(0);
            recordsPerGroup.accept(
                    (double) (after.events() - before.events())
                            / (after.groups() - before.groups()));
            return figures;
        }
    }

    private void prepare(Platform platform) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!platform.ready()) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException("the bench's log is not served within a minute");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        send(platform, OpenBook.newBuilder().setBookId(Callers.BOOK).build()).join();
        List<CompletableFuture<?>> opened = new ArrayList<>();
        for (int account = 0; account < Callers.ACCOUNTS; account++) {
            opened.add(
                    send(
                            platform,
                            OpenAccount.newBuilder()
                                    .setBookId(Callers.BOOK)
                                    .setAccountId("a" + account)
                                    .setCurrency("EUR")
                                    .setOverdraftUnlimited(true)
                                    .build()));
        }
        CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new)).join();
    }

    private static CompletableFuture<?> send(Platform platform, Message command) {
        return platform.desk()
                .execute(
                        new CommandCall(
                                CommandKind.of(command),
                                Fields.text(command, "book_id"),
                                command,
                                "",
                                "bench",
                                0))
                .toCompletableFuture();
    }

    private StoreTopics topicsOf(String suffix) {
        StoreTopics names = StoreTopics.of(run + "-" + suffix);
        topics.addAll(List.of(names.events(), names.books(), names.owners(), names.snapshots()));
        return names;
    }

    private void create(String topic) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(topic + " can't be created", e.getCause());
        }
    }

    private void deleteTopics() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<String> existing =
                    admin.listTopics().names().get().stream().filter(topics::contains).toList();
            admin.deleteTopics(existing).all().get();
        }
    }
}
