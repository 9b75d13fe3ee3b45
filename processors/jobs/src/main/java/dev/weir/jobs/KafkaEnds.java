package dev.weir.jobs;

import dev.weir.contract.Topics;
import java.util.Set;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** The jobs' ends at Kafka. */
public final class KafkaEnds {
    /** New partitions of weir.events are noticed within it; a book in one waits so long once. */
    private static final String DISCOVERY_MILLIS = "10000";

    /**
     * Never given up: of a batch that was, the records behind it would stand in the topic alone,
     * and progress would promise what is missing. A checkpoint waits for the broker as long.
     */
    private static final String DELIVERY_TIMEOUT_MILLIS = Integer.toString(Integer.MAX_VALUE);

    private static final String REQUEST_TIMEOUT_MILLIS = "10000";

    /** Whether a job's records leave alone or in company. */
    public enum Pace {
        /** Each as soon as it is there: somebody waits for a decision. */
        AT_ONCE(0),
        /**
         * What comes within 20 ms in one request, and in one transaction of the query service:
         * readers of their own writes wait so much longer. (Fetching in company, too, would let the
         * broker answer 100 empty fetches a second when nothing happens, a fifth of a core.)
         */
        TOGETHER(20);

        private final int lingerMillis;

        Pace(int lingerMillis) {
            this.lingerMillis = lingerMillis;
        }
    }

    private KafkaEnds() {}

    /** Committed events of all books, from the beginning unless the job is restored. */
    public static KafkaSource<EventIn> events(JobConfig config, String job, Set<String> unwanted) {
        return source(config, job, unwanted).build();
    }

    /** The same, but what was recorded since a time and until now. */
    static KafkaSource<EventIn> eventsSince(
            JobConfig config, String job, Set<String> unwanted, long sinceMillis) {
        return source(config, job, unwanted)
                .setStartingOffsets(OffsetsInitializer.timestamp(sinceMillis))
                .setBounded(OffsetsInitializer.latest())
                .build();
    }

    private static KafkaSourceBuilder<EventIn> source(
            JobConfig config, String job, Set<String> unwanted) {
        return KafkaSource.<EventIn>builder()
                .setBootstrapServers(config.kafka())
                .setTopics(Topics.EVENTS)
                .setGroupId("weir-" + job)
                .setClientIdPrefix("weir-" + job)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new EventInSchema(unwanted))
                .setProperty("isolation.level", "read_committed")
                .setProperty("fetch.min.bytes", "1")
                .setProperty("fetch.max.wait.ms", Long.toString(config.fetchWait().toMillis()))
                .setProperty("partition.discovery.interval.ms", DISCOVERY_MILLIS)
                // Where the job stands is in its checkpoints; the group's offsets would tell nobody
                // anything.
                .setProperty("commit.offsets.on.checkpoint", "false");
    }

    /** At least once: a restart writes again what it had written since the last checkpoint. */
    public static KafkaSink<OutRecord> to(JobConfig config, String topic, Pace pace) {
        return KafkaSink.<OutRecord>builder()
                .setBootstrapServers(config.kafka())
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new OutRecordSchema(topic, config.job()))
                .setProperty("acks", "all")
                .setProperty("enable.idempotence", "true")
                .setProperty("linger.ms", Integer.toString(pace.lingerMillis))
                .setProperty("delivery.timeout.ms", DELIVERY_TIMEOUT_MILLIS)
                .setProperty("request.timeout.ms", REQUEST_TIMEOUT_MILLIS)
                .build();
    }
}
