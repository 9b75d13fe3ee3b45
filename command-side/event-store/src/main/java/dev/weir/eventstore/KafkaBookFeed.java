package dev.weir.eventstore;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.BookPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the compacted topic of books from its beginning and follows it; begins again on failure.
 */
final class KafkaBookFeed implements BookFeed {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaBookFeed.class);
    private static final long RETRY_MILLIS = 500;

    private final KafkaSettings settings;
    private final Consumer<BookPlacement> placed;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("weir-books").unstarted(this::run);
    private volatile boolean caughtUp;
    private volatile boolean closed;

    KafkaBookFeed(KafkaSettings settings, Consumer<BookPlacement> placed) {
        this.settings = settings;
        this.placed = placed;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (RuntimeException e) {
                LOG.warn("reading {} failed and begins again", settings.topics().books(), e);
                pause();
            }
        }
    }

    private void follow() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(settings.topics().books())) {
                all.add(new TopicPartition(info.topic(), info.partition()));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (!closed) {
                consumer.poll(POLL).forEach(this::take);
                if (!caughtUp) {
                    caughtUp =
                            ends.entrySet().stream()
                                    .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            placed.accept(BookPlacement.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
            LOG.error("{} holds something else than placements", record.topic(), e);
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
