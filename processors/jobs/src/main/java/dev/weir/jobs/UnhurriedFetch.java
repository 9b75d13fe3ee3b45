package dev.weir.jobs;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets a consumer take records at most every {@link #PAUSE_MILLIS}: one that is always waiting is
 * answered for every transaction, and under load each answer costs broker and consumer more than
 * the records in it. What comes after a quiet moment is taken at once, and a reader that catches up
 * has full fetches, whose records take longer than the pause.
 */
public final class UnhurriedFetch implements ConsumerInterceptor<byte[], byte[]> {
    static final long PAUSE_MILLIS = 10;
    private static final long PAUSE_NANOS = PAUSE_MILLIS * 1_000_000L;

    private final LongSupplier nanos;
    private final LongConsumer sleep;
    private long earliest;

    /** Kafka makes it by its name. */
    public UnhurriedFetch() {
        this(System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * @param sleep takes nanoseconds; may end early
     */
    UnhurriedFetch(LongSupplier nanos, LongConsumer sleep) {
        this.nanos = nanos;
        this.sleep = sleep;
        this.earliest = nanos.getAsLong();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        long wait = earliest - nanos.getAsLong();
        if (wait > 0) {
            sleep.accept(wait);
        }
        earliest = nanos.getAsLong() + PAUSE_NANOS;
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
}
