package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.store.v1.BookPlacement;
import dev.weir.contract.store.v1.PartitionOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the compacted topics of books and of owners from their beginning and follows them; begins
 * again on failure.
 *
 * <p>Up to date means up to what is <b>written</b>, not to what is committed: a commit is
 * acknowledged before its markers stand in the log, so a book that was opened a moment ago may lie
 * behind the committed end.
 */
final class KafkaNodeFeed implements NodeFeed {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaNodeFeed.class);
    private static final long RETRY_MILLIS = 500;

    private final KafkaSettings settings;
    private final Sink sink;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("weir-directory").unstarted(this::run);
    private final Map<Integer, Consumer<EventRecord>> followed = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> wanted =
            new ConcurrentLinkedQueue<>();
    private final List<Catch> awaited = new ArrayList<>();
    private volatile KafkaConsumer<byte[], byte[]> current;
    private volatile boolean caughtUp;
    private volatile boolean closed;

    /** Somebody waits until these positions are reached. */
    private record Catch(Map<TopicPartition, Long> ends, List<CompletableFuture<Void>> done) {}

    KafkaNodeFeed(KafkaSettings settings, Sink sink) {
        this.settings = settings;
        this.sink = sink;
    }

    @Override
    public void start() {
        refresh().thenRun(() -> caughtUp = true);
        thread.start();
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public CompletableFuture<Void> refresh() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        wanted.add(done);
        wakeup();
        return done;
    }

    @Override
    public void follow(int partition, Consumer<EventRecord> records) {
        followed.put(partition, records);
        wakeup();
    }

    @Override
    public void close() {
        closed = true;
        wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeup() {
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (RuntimeException e) {
                LOG.warn("reading the directories failed and begins again", e);
                pause();
            }
        }
    }

    private void follow() {
        Map<String, Object> uncommitted = settings.consumer();
        uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer());
                KafkaConsumer<byte[], byte[]> ends = new KafkaConsumer<>(uncommitted)) {
            read(consumer, partitions(consumer));
            // From here on a wake-up finds somebody who knows what it means.
            current = consumer;
            while (!closed) {
                try {
                    step(consumer, ends);
                } catch (WakeupException e) {
                    LOG.trace("woken up");
                }
            }
        } finally {
            current = null;
        }
    }

    private void step(KafkaConsumer<byte[], byte[]> consumer, KafkaConsumer<byte[], byte[]> ends) {
        for (int partition : followed.keySet()) {
            TopicPartition events = new TopicPartition(settings.topics().events(), partition);
            if (!consumer.assignment().contains(events)) {
                read(consumer, Set.of(events));
            }
        }
        if (!wanted.isEmpty()) {
            // Whoever comes while the ends are asked for must wait for the next answer.
            List<CompletableFuture<Void>> waiting = new ArrayList<>(wanted);
            awaited.add(new Catch(ends.endOffsets(consumer.assignment()), waiting));
            wanted.removeAll(waiting);
        }
        consumer.poll(awaited.isEmpty() ? POLL : POLL.dividedBy(20)).forEach(this::take);
        List<Catch> reached =
                awaited.stream().filter(awaiting -> isReached(consumer, awaiting)).toList();
        awaited.removeAll(reached);
        reached.forEach(awaiting -> awaiting.done().forEach(done -> done.complete(null)));
    }

    /** Reads these from their beginning, the others on from where they stand. */
    private static void read(
            KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        Set<TopicPartition> all = new HashSet<>(consumer.assignment());
        all.addAll(partitions);
        consumer.assign(all);
        consumer.seekToBeginning(partitions);
    }

    private static boolean isReached(KafkaConsumer<byte[], byte[]> consumer, Catch awaiting) {
        return awaiting.ends().entrySet().stream()
                .allMatch(
                        end ->
                                !consumer.assignment().contains(end.getKey())
                                        || consumer.position(end.getKey()) >= end.getValue());
    }

    private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        Set<TopicPartition> all = new HashSet<>();
        for (String topic : List.of(settings.topics().books(), settings.topics().owners())) {
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                all.add(new TopicPartition(info.topic(), info.partition()));
            }
        }
        return all;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(settings.topics().events())) {
            Consumer<EventRecord> records = followed.get(record.partition());
            records.accept(KafkaReader.entry(record).record());
            return;
        }
        if (record.value() == null) {
            return;
        }
        try {
            if (record.topic().equals(settings.topics().books())) {
                sink.placed(BookPlacement.parseFrom(record.value()));
            } else {
                sink.owned(PartitionOwner.parseFrom(record.value()));
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.error("{} offset {} can't be read", record.topic(), record.offset(), e);
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }
}
