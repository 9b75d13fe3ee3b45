package dev.weir.processors.bench;

import dev.weir.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the decisions of one partition as its owner does, and notes when each could be read. */
final class DecisionReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final Seen seen;
    private final AtomicLong records = new AtomicLong();
    private volatile boolean done;

    /** Is told of each decision by the reader's thread. */
    interface Seen {
        void decided(String paymentId, long nanos);
    }

    /** Begins behind what is there. */
    DecisionReader(String kafka, int partition, Seen seen) {
        this.seen = seen;
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", kafka,
                                "isolation.level", "read_committed",
                                "fetch.max.wait.ms", "500"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        TopicPartition decisions = new TopicPartition(Topics.DECISIONS, partition);
        consumer.assign(List.of(decisions));
        consumer.seekToEnd(List.of(decisions));
        consumer.position(decisions);
        thread = Thread.ofPlatform().name("decisions").start(this::read);
    }

    private void read() {
        while (!done) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                records.incrementAndGet();
                seen.decided(new String(record.key(), StandardCharsets.UTF_8), System.nanoTime());
            }
        }
        consumer.close();
    }

    /** Records read so far. */
    long records() {
        return records.get();
    }

    @Override
    public void close() {
        done = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
