package dev.weir.processors.bench;

import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventRecord;
import dev.weir.contract.log.EventTypes;
import dev.weir.contract.log.Micros;
import dev.weir.contract.log.RecordHash;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events as an owner does, a transaction for each group. It leaves the chain of hashes out:
 * no job reads it, and hashing is not what is measured.
 */
final class EventLog implements AutoCloseable {
    private final String kafka;
    private final Map<String, Long> sequences = new HashMap<>();
    private KafkaProducer<byte[], byte[]> producer;

    EventLog(String kafka) {
        this.kafka = kafka;
        this.producer = open();
    }

    private KafkaProducer<byte[], byte[]> open() {
        KafkaProducer<byte[], byte[]> opened =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", kafka,
                                "transactional.id", "bench-owner",
                                "linger.ms", "0",
                                "compression.type", "lz4"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        opened.initTransactions();
        return opened;
    }

    /**
     * An event.
     *
     * @param subject what it is about
     * @param occurredMicros its business time
     */
    record Entry(String subject, long occurredMicros, Message event) {}

    /** Appends a group, and returns when it is committed. */
    void append(String book, int partition, List<Entry> group) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(group.size());
        for (Entry entry : group) {
            long sequence = sequences.merge(book, 1L, Long::sum) - 1;
            EventRecord record =
                    new EventRecord(
                            book,
                            sequence,
                            book + sequence,
                            EventTypes.nameOf(entry.event()),
                            Micros.of(InstantSource.system().instant()),
                            entry.occurredMicros(),
                            entry.subject(),
                            RecordHash.NONE,
                            1,
                            1,
                            "",
                            "",
                            List.of(),
                            Map.of(),
                            entry.event().toByteArray());
            ProducerRecord<byte[], byte[]> out =
                    new ProducerRecord<>(
                            Topics.EVENTS,
                            partition,
                            book.getBytes(StandardCharsets.UTF_8),
                            record.value());
            record.headers().forEach(h -> out.headers().add(h.getKey(), h.getValue()));
            records.add(out);
        }
        try {
            commit(records);
        } catch (InvalidTxnStateException e) {
            // Rare, and perhaps KAFKA-20785. Whether the group stands in the log is not known;
            // decide passes over a sequence that it has seen.
            producer.close();
            producer = open();
            commit(records);
        }
    }

    private void commit(List<ProducerRecord<byte[], byte[]>> records) {
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.commitTransaction();
    }

    /** Events that the book has. */
    long next(String book) {
        return sequences.getOrDefault(book, 0L);
    }

    @Override
    public void close() {
        producer.close();
    }
}
