package dev.weir.jobs;

import dev.weir.contract.log.EventHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes a record to the partition that it names; the topic comes from the job. */
public final class OutRecordSchema implements KafkaRecordSerializationSchema<OutRecord> {
    private static final long serialVersionUID = 1L;

    /** Header with the book of a decision. */
    public static final String BOOK = "weir-book";

    /** Header with a serialised DecisionTimes. */
    public static final String TIMES = "weir-times";

    /** Header with the job that made a decision: two may run beside each other. */
    public static final String JOB = "weir-job";

    private final String topic;
    private final String job;

    /**
     * @param job stands on what has a book; empty: nothing does
     */
    public OutRecordSchema(String topic, String job) {
        this.topic = topic;
        this.job = job;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutRecord out, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, out.partition, utf8(out.key), out.value);
        record.headers().add(EventHeaders.TYPE, utf8(out.type));
        if (!out.book.isEmpty()) {
            record.headers().add(BOOK, utf8(out.book));
            if (!job.isEmpty()) {
                record.headers().add(JOB, utf8(job));
            }
        }
        if (out.times.length > 0) {
            record.headers().add(TIMES, out.times);
        }
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
