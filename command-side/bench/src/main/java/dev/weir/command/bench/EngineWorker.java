package dev.weir.command.bench;

import com.google.protobuf.Message;
import dev.weir.eventstore.EventStores;
import dev.weir.eventstore.KafkaSettings;
import dev.weir.eventstore.StoreTopics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The write path of the command service, and beside it the bare producer and the log that keeps
 * nothing. Requests:
 *
 * <ul>
 *   <li>{@code open name= log=kafka|none accounts=}: a node of its own with one book
 *   <li>{@code load name= mix= callers= warm= seconds= [bulk=]}: a closed loop of commands or, with
 *       bulk, of calls of so many; {@code fixed name= mix= per_second= warm= seconds=}: a fixed
 *       rate
 *   <li>{@code history name= account= events=}: deposits to one account; {@code deposits name=
 *       account= callers= warm= seconds=}: a closed loop of them
 *   <li>{@code raw name= group= warm= seconds=}: a bare transactional producer of the records that
 *       the node has written, to a topic beside
 *   <li>{@code heap name= from= until=}: opens accounts and tells the bytes that each takes
 *   <li>{@code disk name=}: bytes and records of the node's log
 *   <li>{@code flush every=0|1}: whether the broker flushes every message of every topic
 *   <li>{@code close name=}
 * </ul>
 */
final class EngineWorker implements Answers {
    private static final int HISTORY_BATCH = 500;
    private static final int HISTORY_CALLS = 4;
    private static final int COLLECTIONS = 4;

    private final String bootstrap;
    private final long brokerPid;
    private final Path folder;
    private final BrokerSide broker;
    private final Map<String, Bench> nodes = new HashMap<>();
    private final Map<String, Integer> accounts = new HashMap<>();
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> written = new HashMap<>();

    EngineWorker(String bootstrap, long brokerPid, Path folder) {
        this.bootstrap = bootstrap;
        this.brokerPid = brokerPid;
        this.folder = folder;
        this.broker = new BrokerSide(bootstrap);
    }

    @Override
    public Map<String, Double> answer(Request request) throws Exception {
        return switch (request.verb()) {
            case "open" -> open(request);
            case "load" -> load(request);
            case "fixed" -> fixed(request);
            case "history" -> history(request);
            case "deposits" -> deposits(request);
            case "raw" -> raw(request);
            case "heap" -> heap(request);
            case "disk" -> broker.disk(node(request).topics().events());
            case "flush" -> broker.flushEvery(request.number("every"));
            case "close" -> close(request);
            default -> throw new IllegalArgumentException("no such request: " + request.verb());
        };
    }

    private Map<String, Double> open(Request request) throws InterruptedException {
        String name = request.text("name");
        StoreTopics topics =
                StoreTopics.of(name + "-" + UUID.randomUUID().toString().substring(0, 8));
        boolean kafka = request.text("log").equals("kafka");
        Bench bench =
                new Bench(
                        topics,
                        folder.resolve(topics.events()),
                        settings ->
                                kafka
                                        ? EventStores.onKafka(
                                                new KafkaSettings(bootstrap, topics), 1, settings)
                                        : EventStores.alone(
                                                new DiscardedLogs(), topics, 1, settings));
        nodes.put(name, bench);
        accounts.put(name, request.number("accounts"));
        bench.openAccounts(0, request.number("accounts"));
        return Map.of();
    }

    private Map<String, Double> load(Request request) throws InterruptedException {
        int bulk = request.number("bulk", 1);
        Window window = new Window(counters(node(request)));
        ClosedLoop.Call call = bulk == 1 ? single(request) : together(request, bulk);
        return new ClosedLoop(request.number("callers"), call, window)
                .run(request.seconds("warm"), request.seconds("seconds"));
    }

    private Map<String, Double> fixed(Request request) throws InterruptedException {
        return new FixedRate(
                        Double.parseDouble(request.text("per_second")),
                        single(request),
                        new Window(counters(node(request))))
                .run(request.seconds("warm"), request.seconds("seconds"));
    }

    private ClosedLoop.Call single(Request request) {
        Bench bench = node(request);
        Mix mix = Mix.valueOf(request.text("mix").toUpperCase(Locale.ROOT));
        int count = accounts.get(request.text("name"));
        return (caller, random) -> bench.send(mix.next(Bench.BOOK, count, caller, random));
    }

    private ClosedLoop.Call together(Request request, int bulk) {
        Bench bench = node(request);
        Mix mix = Mix.valueOf(request.text("mix").toUpperCase(Locale.ROOT));
        int count = accounts.get(request.text("name"));
        return (caller, random) -> {
            List<Message> commands = new ArrayList<>(bulk);
            for (int i = 0; i < bulk; i++) {
                commands.add(mix.next(Bench.BOOK, count, caller, random));
            }
            return bench.sendTogether(commands);
        };
    }

    private Map<String, Double> history(Request request) throws InterruptedException {
        Bench bench = node(request);
        String account = request.text("account");
        int events = request.number("events");
        bench.send(Mix.open(Bench.BOOK, account)).toCompletableFuture().join();
        SplittableRandom random = new SplittableRandom(3);
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (int done = 1; done < events; done += HISTORY_BATCH) {
            List<Message> commands = new ArrayList<>();
            for (int i = 0; i < Math.min(HISTORY_BATCH, events - done); i++) {
                commands.add(Mix.cash(Bench.BOOK, account, random));
            }
            open.add(bench.sendTogether(commands).toCompletableFuture());
            if (open.size() >= HISTORY_CALLS) {
                open.removeFirst().join();
            }
        }
        open.forEach(CompletableFuture::join);
        return Map.of();
    }

    private Map<String, Double> deposits(Request request) throws InterruptedException {
        Bench bench = node(request);
        String account = request.text("account");
        return new ClosedLoop(
                        request.number("callers"),
                        (caller, random) -> bench.send(Mix.cash(Bench.BOOK, account, random)),
                        new Window(counters(bench)))
                .run(request.seconds("warm"), request.seconds("seconds"));
    }

    private Map<String, Double> raw(Request request)
            throws InterruptedException, ExecutionException {
        String name = request.text("name");
        List<ConsumerRecord<byte[], byte[]>> records =
                written.computeIfAbsent(
                        name, n -> RawProducer.read(bootstrap, node(request).topics()));
        String topic = node(request).topics().events() + "-raw";
        broker.ensureTopic(topic);
        Map<String, LongSupplier> counters = new LinkedHashMap<>();
        counters.put("cpu_nanos", Window::ownCpuNanos);
        counters.put("broker_cpu_nanos", () -> Window.cpuNanos(brokerPid));
        return RawProducer.write(
                bootstrap,
                topic,
                records,
                request.number("group"),
                request.seconds("warm"),
                request.seconds("seconds"),
                counters);
    }

    private Map<String, Double> heap(Request request) throws InterruptedException {
        Bench bench = node(request);
        long before = usedAfterCollection();
        bench.openAccounts(request.number("from"), request.number("until"));
        long grown = usedAfterCollection() - before;
        int opened = request.number("until") - request.number("from");
        return Map.of("bytes_per_account", (double) grown / opened);
    }

    private Map<String, Double> close(Request request)
            throws InterruptedException, ExecutionException {
        String name = request.text("name");
        Bench bench = nodes.remove(name);
        written.remove(name);
        bench.close();
        broker.deleteTopics(bench.topics().events());
        return Map.of();
    }

    /** Closes every node, and its local index before the process ends under it; topics stay. */
    @Override
    public void close() {
        nodes.values().forEach(Bench::close);
        nodes.clear();
    }

    private Bench node(Request request) {
        Bench bench = nodes.get(request.text("name"));
        if (bench == null) {
            throw new IllegalArgumentException("not open: " + request.text("name"));
        }
        return bench;
    }

    private Map<String, LongSupplier> counters(Bench bench) {
        Map<String, LongSupplier> counters = new LinkedHashMap<>();
        counters.put("cpu_nanos", Window::ownCpuNanos);
        counters.put("broker_cpu_nanos", () -> Window.cpuNanos(brokerPid));
        counters.put("events", () -> bench.metrics().events());
        counters.put("transactions", () -> bench.metrics().groups());
        return counters;
    }

    /** What other threads still hold for a moment must be gone, too. */
    private static long usedAfterCollection() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            TimeUnit.MILLISECONDS.sleep(300);
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
