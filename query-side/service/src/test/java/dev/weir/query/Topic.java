package dev.weir.query;

import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Writes to weir.views as the views job does. */
public final class Topic implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    public Topic() {
        String address = ConfigProvider.getConfig().getValue("weir.kafka", String.class);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", address, "linger.ms", "0", "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** All into one partition, in this order. */
    public void views(int partition, MessageOrBuilder... views) {
        for (MessageOrBuilder view : views) {
            Message message =
                    view instanceof Message.Builder builder ? builder.build() : (Message) view;
            raw(partition, message.getDescriptorForType().getFullName(), message.toByteArray());
        }
        producer.flush();
    }

    /**
     * @param type header ce_type; null: without
     * @return the record's offset
     */
    public long raw(int partition, String type, byte[] value) {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(
                        Topics.VIEWS, partition, "key".getBytes(StandardCharsets.UTF_8), value);
        if (type != null) {
            sent.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
        }
        try {
            RecordMetadata written = producer.send(sent).get(20, TimeUnit.SECONDS);
            return written.offset();
        } catch (Exception e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
