package dev.weir.command.webhooks;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the Kafka clients of webhooks: small buffers and long waits, since they run beside
 * payments.
 *
 * @param bootstrap host:port
 * @param node this node's name, the first part of the clients' names
 */
record WebhookClients(String bootstrap, String node) {
    private static final int FETCH_BYTES = 4 * 1024 * 1024;
    private static final int PARTITION_BYTES = 1024 * 1024;
    private static final int RECORDS = 500;
    private static final int WAIT_MILLIS = 500;
    private static final int MEMBER_BYTES_MIN = 64 * 1024;
    private static final int MEMBER_WAIT_MILLIS = 200;
    private static final int IDLE_WAIT_MILLIS = 2_000;
    private static final long PRODUCER_BYTES = 8L * 1024 * 1024;
    private static final int ANSWER_MILLIS = 10_000;

    /** One without a group. */
    KafkaConsumer<byte[], byte[]> reader(String name, boolean committed) {
        Map<String, Object> settings = consumer(name);
        settings.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                committed ? "read_committed" : "read_uncommitted");
        return bytes(settings);
    }

    /**
     * A member of a consumer group, which says itself how far it is; it looks five times a second.
     */
    KafkaConsumer<byte[], byte[]> member(String name, String group) {
        Map<String, Object> settings = consumer(name);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, MEMBER_BYTES_MIN);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, MEMBER_WAIT_MILLIS);
        return bytes(settings);
    }

    /** A member of the share group: one record at a time, each acknowledged. */
    KafkaShareConsumer<byte[], byte[]> sharer(String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, node + '-' + name);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, WebhookTopics.DELIVERERS);
        settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, IDLE_WAIT_MILLIS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, PARTITION_BYTES);
        return new KafkaShareConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        CommonClientConfigs.CLIENT_ID_CONFIG,
                        node + "-webhooks",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        PRODUCER_BYTES,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        ANSWER_MILLIS,
                        ProducerConfig.LINGER_MS_CONFIG,
                        1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Map<String, Object> consumer(String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, node + '-' + name);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        return settings;
    }

    private static KafkaConsumer<byte[], byte[]> bytes(Map<String, Object> settings) {
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
