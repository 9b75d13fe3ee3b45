package dev.weir.eventstore.verify;

import dev.weir.eventstore.KafkaReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning to the end that it had at the start. */
final class LogReader {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long SILENCE_NANOS = Duration.ofSeconds(15).toNanos();

    private final String bootstrap;
    private final String topic;

    LogReader(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    /** Told now and then how far the reading is. */
    interface Progress {
        void read(long records, long offsets);
    }

    /**
     * @return number of partitions
     * @throws NotReachableException if Kafka or the topic is not there
     */
    int read(Consumer<RawRecord> each) {
        return read(each, (records, offsets) -> {});
    }

    /** As {@link #read(Consumer)}, but a topic that is not there has no records. */
    void readIfThere(Consumer<RawRecord> each) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
            if (!consumer.listTopics().containsKey(topic)) {
                return;
            }
        } catch (KafkaException e) {
            throw notReachable(e);
        }
        read(each);
    }

    /** As {@link #read(Consumer)}. */
    int read(Consumer<RawRecord> each, Progress progress) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
            List<TopicPartition> all = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                all.add(new TopicPartition(info.topic(), info.partition()));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long begins = consumer.beginningOffsets(all).values().stream().mapToLong(o -> o).sum();
            long offsets = ends.values().stream().mapToLong(o -> o).sum() - begins;
            readTo(consumer, ends, each, records -> progress.read(records, offsets));
            return all.size();
        } catch (KafkaException e) {
            throw notReachable(e);
        }
    }

    private NotReachableException notReachable(KafkaException e) {
        return new NotReachableException(
                "Kafka at " + bootstrap + ", topic " + topic + ": " + e.getMessage());
    }

    private void readTo(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<RawRecord> each,
            LongConsumer progress) {
        long records = 0;
        long heard = System.nanoTime();
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                heard = System.nanoTime();
                records++;
                if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
                    each.accept(
                            new RawRecord(
                                    topic,
                                    record.partition(),
                                    record.offset(),
                                    record.timestamp(),
                                    record.key(),
                                    KafkaReader.headers(record),
                                    record.value()));
                }
            }
            progress.accept(records);
            if (System.nanoTime() - heard > SILENCE_NANOS) {
                throw new NotReachableException("Kafka at " + bootstrap + " fell silent");
            }
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.put("default.api.timeout.ms", "10000");
        properties.put("request.timeout.ms", "5000");
        properties.put("max.poll.records", "5000");
        properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
        return properties;
    }
}
