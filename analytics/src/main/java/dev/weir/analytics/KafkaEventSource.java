package dev.weir.analytics;

import dev.weir.contract.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The log on the broker, read up to the last stable offset: nothing that is not committed is seen.
 */
final class KafkaEventSource implements EventSource {
    /**
     * A broker of the same site answers within milliseconds; a first connection during start-up
     * within seconds.
     */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    /** Only reached when the broker stalls in the middle of a read. */
    private static final long POLL_WITHIN_MILLIS = 30_000;

    private final String bootstrap;

    KafkaEventSource(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** First and last offset of a partition that is read, the last one exclusive. */
    record Range(long from, long until) {}

    @Override
    public Optional<Dataset<Row>> from(SparkSession spark, Map<Integer, Long> nextOffsets) {
        TreeMap<Integer, Range> ranges = new TreeMap<>(ranges(nextOffsets));
        ranges.values().removeIf(range -> range.from() >= range.until());
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                spark.read()
                        .format("kafka")
                        .option("kafka.bootstrap.servers", bootstrap)
                        .option("kafka.isolation.level", "read_committed")
                        .option("kafkaConsumer.pollTimeoutMs", POLL_WITHIN_MILLIS)
                        .option("assign", assignment(ranges.keySet()))
                        .option("startingOffsets", offsets(ranges, Range::from))
                        .option("endingOffsets", offsets(ranges, Range::until))
                        .option("includeHeaders", true)
                        .load());
    }

    /**
     * Asks the broker where the log begins and ends.
     *
     * @throws ReplayFailure not reachable, or a check failed: the lake holds records that the log
     *     does not have
     */
    Map<Integer, Range> ranges(Map<Integer, Long> nextOffsets) {
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> partitions = consumer.partitionsFor(Topics.EVENTS, ANSWER_WITHIN);
            if (partitions == null || partitions.isEmpty()) {
                throw ReplayFailure.notReachable(
                        "Kafka at " + bootstrap + " has no topic " + Topics.EVENTS, null);
            }
            List<TopicPartition> all =
                    partitions.stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            return ranges(
                    consumer.beginningOffsets(all, ANSWER_WITHIN),
                    consumer.endOffsets(all, ANSWER_WITHIN),
                    nextOffsets);
        } catch (KafkaException e) {
            throw ReplayFailure.notReachable(
                    "Kafka at " + bootstrap + " is not reachable: " + e.getMessage(), e);
        }
    }

    static Map<Integer, Range> ranges(
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Map<Integer, Long> nextOffsets) {
        Map<Integer, Range> ranges = new TreeMap<>();
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            int partition = end.getKey().partition();
            long next = nextOffsets.getOrDefault(partition, begins.get(end.getKey()));
            if (next > end.getValue()) {
                throw ReplayFailure.checkFailed(
                        "the lake holds partition %d up to offset %d, the log ends at %d: the lake is of another log"
                                .formatted(partition, next - 1, end.getValue()));
            }
            ranges.put(partition, new Range(next, end.getValue()));
        }
        return ranges;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", "false");
        properties.put("default.api.timeout.ms", Long.toString(ANSWER_WITHIN.toMillis()));
        properties.put("request.timeout.ms", "5000");
        return properties;
    }

    private static String assignment(Collection<Integer> partitions) {
        return partitions.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(",", "{\"" + Topics.EVENTS + "\":[", "]}"));
    }

    private static String offsets(Map<Integer, Range> ranges, ToLongFunction<Range> offset) {
        return ranges.entrySet().stream()
                .map(
                        range ->
                                "\"%d\":%d"
                                        .formatted(
                                                range.getKey(),
                                                offset.applyAsLong(range.getValue())))
                .collect(Collectors.joining(",", "{\"" + Topics.EVENTS + "\":{", "}}"));
    }
}
