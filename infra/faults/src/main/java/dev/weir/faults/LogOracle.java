package dev.weir.faults;

import dev.weir.contract.Topics;
import dev.weir.contract.ledger.v1.TransferPosted;
import dev.weir.contract.log.EventHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Compares the journal of the clients with what stands in the log. */
final class LogOracle {
    /**
     * @param lost acknowledged commands that do not stand in the log, or not where the answer said
     * @param doubled commands that stand in it more than once
     * @param unasked commands in it that no client sent
     */
    record Verdict(long commands, long lost, long doubled, long unasked) {
        boolean isClean() {
            return lost == 0 && doubled == 0 && unasked == 0;
        }
    }

    private LogOracle() {}

    static Verdict compare(String bootstrap, String book, Journal journal) throws IOException {
        Map<String, String> positions = new HashMap<>();
        long[] doubledAndUnasked = new long[2];
        read(
                bootstrap,
                book,
                (transfer, position) -> {
                    if (positions.put(transfer, position) != null) {
                        doubledAndUnasked[0]++;
                    }
                    if (!journal.wasSent(transfer)) {
                        doubledAndUnasked[1]++;
                    }
                });
        long lost =
                journal.acknowledged().entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(positions.get(entry.getKey())))
                        .count();
        return new Verdict(journal.sentCount(), lost, doubledAndUnasked[0], doubledAndUnasked[1]);
    }

    private interface Transfers {
        void accept(String transfer, String position);
    }

    private static void read(String bootstrap, String book, Transfers transfers)
            throws IOException {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false);
        String type = TransferPosted.getDescriptor().getFullName();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.EVENTS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(500))) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals(book)
                            && header(record, EventHeaders.TYPE).equals(type)) {
                        transfers.accept(
                                TransferPosted.parseFrom(record.value()).getTransferId(),
                                book + ":" + header(record, EventHeaders.SEQUENCE));
                    }
                }
            }
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
