package dev.weir.eventstore;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How the store uses Kafka. The times hang together: a request may take 3 s, so that one to a
 * broker that is frozen and replaced after 5 s gets to the new leader in time; a delivery with its
 * retries may take 9 s, and a transaction that is open for 10 s is aborted by the broker, so that a
 * frozen owner holds up readers no longer than that.
 */
public record KafkaSettings(String bootstrap, StoreTopics topics) {
    private static final Duration CONNECTION = Duration.ofSeconds(1);
    private static final Duration REQUEST = Duration.ofSeconds(3);
    private static final Duration DELIVERY = Duration.ofSeconds(9);
    private static final Duration TRANSACTION = Duration.ofSeconds(10);
    private static final int BATCH_BYTES = 256 << 10;
    private static final int REQUEST_BYTES_MAX = 16 << 20;
    private static final int FETCH_BYTES_MAX = 8 << 20;
    private static final int FETCH_WAIT_MILLIS = 10;

    /**
     * Longer than a group takes to be handed over; nobody waits for it, as each group is flushed.
     */
    private static final int LINGER_MILLIS = 5;

    /** Properties of the one producer that writes a partition. */
    Map<String, Object> producer(int partition) {
        Map<String, Object> properties = common();
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "weir-" + topics.events() + "-" + partition);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        // A group goes out by its flush, in one request: without a linger its first record left
        // alone and the others in a second one.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(DELIVERY));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(DELIVERY));
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(TRANSACTION));
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
    }

    /** Properties of the producer of a partition's snapshots. */
    Map<String, Object> snapshotProducer(int partition) {
        Map<String, Object> properties = producer(partition);
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "weir-" + topics.snapshots() + "-" + partition);
        return properties;
    }

    /** Properties of a consumer that sees only what is committed and keeps its own position. */
    Map<String, Object> consumer() {
        Map<String, Object> properties = common();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A position that the log does not have is an error, never a reason to jump.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES_MAX);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    /**
     * Properties of a consumer that reads up to an end that is there already. A consumer's close
     * waits for the fetch that is under way, and that one, behind the end, for records that nobody
     * wants: half a second by default, and a takeover reads several times.
     */
    Map<String, Object> bounded(String isolation) {
        Map<String, Object> properties = consumer();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        return properties;
    }

    /** Properties that every client shares. */
    Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        // Back-to-back transactions meet the markers of the one before: the default of 100 ms would
        // show in the tail of every commit.
        properties.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 2);
        properties.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 20);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis(REQUEST));
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(TRANSACTION));
        // 10 s by default, a whole answer's time: so long a new client hung on a frozen broker,
        // whose queue of connections was full, before it tried the next one.
        properties.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, millis(CONNECTION));
        properties.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, millis(REQUEST));
        return properties;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
