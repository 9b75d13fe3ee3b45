package dev.weir.launcher.flink;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.log.EventHeaders;
import dev.weir.launcher.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** {@code weir.decisions} from a time on. */
public final class DecisionsTopic implements Upgrade.Decisions {
    private static final String JOB = "weir-job";
    private static final String DECISION = Decision.getDescriptor().getFullName();

    private final KafkaConsumer<byte[], byte[]> consumer;

    private DecisionsTopic(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param millis records from then on, milliseconds since 1970
     * @throws Failure if the topic cannot be read
     */
    public static DecisionsTopic since(String bootstrap, long millis) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "isolation.level", "read_committed",
                                "enable.auto.commit", "false",
                                "default.api.timeout.ms", "10000"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        try {
            Map<TopicPartition, Long> wanted = new HashMap<>();
            consumer.partitionsFor(Topics.DECISIONS)
                    .forEach(
                            info ->
                                    wanted.put(
                                            new TopicPartition(info.topic(), info.partition()),
                                            millis));
            consumer.assign(wanted.keySet());
            consumer.seekToEnd(wanted.keySet());
            for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                    consumer.offsetsForTimes(wanted).entrySet()) {
                // none is so young: the end, which later records come behind
                if (found.getValue() == null) {
                    consumer.position(found.getKey());
                } else {
                    consumer.seek(found.getKey(), found.getValue().offset());
                }
            }
            return new DecisionsTopic(consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw unreadable(e);
        }
    }

    @Override
    public List<Decided> poll(Duration atMost) {
        List<Decided> all = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
                if (text(record, EventHeaders.TYPE).equals(DECISION)) {
                    Decision decision = Decision.parseFrom(record.value());
                    all.add(
                            new Decided(
                                    text(record, JOB),
                                    decision.getBook(),
                                    decision.getPaymentSequence(),
                                    decision.getFeatures(),
                                    record.timestamp()));
                }
            }
        } catch (KafkaException e) {
            throw unreadable(e);
        } catch (InvalidProtocolBufferException e) {
            throw Failure.failed("A decision cannot be read: " + e.getMessage(), e);
        }
        return all;
    }

    private static Failure unreadable(KafkaException e) {
        return Failure.notReachable(Topics.DECISIONS + " cannot be read: " + e.getMessage());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
