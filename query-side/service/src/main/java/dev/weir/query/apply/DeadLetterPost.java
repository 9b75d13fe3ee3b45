package dev.weir.query.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.Topics;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Tells weir.dead-letters what was set aside, from the table (so that nothing is lost between the
 * two), and learns from there what people decided. A letter may be told twice; its id is the same.
 * The views never wait for it.
 */
@ApplicationScoped
public class DeadLetterPost {
    private static final Logger LOG = Logger.getLogger(DeadLetterPost.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int LETTERS_AT_ONCE = 100;
    private static final long SEND_SECONDS = 10;
    private static final String LETTER = DeadLetter.getDescriptor().getFullName();
    private static final String ACTION = DeadLetterAction.getDescriptor().getFullName();

    private final ViewStore store;
    private final String bootstrap;
    private final Thread thread;
    private volatile boolean stopping;

    DeadLetterPost(ViewStore store, @ConfigProperty(name = "weir.kafka") String bootstrap) {
        this.store = store;
        this.bootstrap = bootstrap;
        this.thread = Thread.ofPlatform().daemon().name("dead-letters").unstarted(this::run);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    @PreDestroy
    void stop() {
        stopping = true;
        thread.interrupt();
    }

    private void run() {
        while (!stopping) {
            try (KafkaProducer<byte[], byte[]> producer = producer();
                    KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                while (!stopping) {
                    tell(producer);
                    for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(LOOK)) {
                        learn(entry);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                if (stopping) {
                    return;
                }
                LOG.warnf("%s can't be used, tried again: %s", Topics.DEAD_LETTERS, e.toString());
                pause();
            }
        }
    }

    private void tell(KafkaProducer<byte[], byte[]> producer)
            throws SQLException,
                    InvalidProtocolBufferException,
                    InterruptedException,
                    ExecutionException,
                    TimeoutException {
        for (byte[] letter : store.untold(LETTERS_AT_ONCE)) {
            String id = DeadLetter.parseFrom(letter).getId();
            ProducerRecord<byte[], byte[]> entry =
                    new ProducerRecord<>(Topics.DEAD_LETTERS, utf8(id), letter);
            entry.headers().add(EventHeaders.TYPE, utf8(LETTER));
            producer.send(entry).get(SEND_SECONDS, TimeUnit.SECONDS);
            store.told(id);
        }
    }

    private void learn(ConsumerRecord<byte[], byte[]> entry) throws SQLException {
        if (!ACTION.equals(dev.weir.query.apply.DeadLetter.type(entry))) {
            return;
        }
        try {
            DeadLetterAction action = DeadLetterAction.parseFrom(entry.value());
            // A retried one is settled when its record comes, in the transaction that applies it.
            if (action.getDecision() == DeadLetterDecision.DISCARDED) {
                store.decide(action.getId(), action.getDecision());
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.errorf("%s offset %d is no action", Topics.DEAD_LETTERS, entry.offset());
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "max.block.ms", "10000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "earliest",
                                "enable.auto.commit", "false",
                                "allow.auto.create.topics", "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        try {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            return consumer;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
