package dev.weir.launcher.data;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.log.DeadLetters;
import dev.weir.contract.log.EventHeaders;
import dev.weir.contract.store.v1.DeadLetter;
import dev.weir.contract.store.v1.DeadLetterAction;
import dev.weir.contract.store.v1.DeadLetterDecision;
import dev.weir.contract.store.v1.DeadLetterHeader;
import dev.weir.launcher.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** weir.dead-letters as it stands: each letter with what people did, and the means to do more. */
final class DeadLetterBox {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long SEND_SECONDS = 20;
    private static final String LETTER = DeadLetter.getDescriptor().getFullName();
    private static final String ACTION = DeadLetterAction.getDescriptor().getFullName();

    /**
     * A letter and its history.
     *
     * @param actions in the order in which they were taken
     */
    record Entry(DeadLetter letter, List<DeadLetterAction> actions) {
        /** OPEN, RETRIED, DISCARDED or APPLIED; one that failed again is open. */
        String state() {
            return actions.isEmpty() || failed(actions.getLast())
                    ? "OPEN"
                    : actions.getLast().getDecision().name();
        }

        /** How often it was tried. */
        long attempts() {
            return letter.getAttempts()
                    + actions.stream().filter(DeadLetterBox.Entry::failed).count();
        }

        /** Why it could not be applied, the last time. */
        String error() {
            return !actions.isEmpty() && failed(actions.getLast())
                    ? actions.getLast().getReason()
                    : letter.getError();
        }

        private static boolean failed(DeadLetterAction action) {
            return action.getDecision() == DeadLetterDecision.FAILED;
        }
    }

    private final String bootstrap;

    DeadLetterBox(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** By id, the oldest first. */
    Map<String, Entry> read() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "isolation.level", "read_committed",
                                "enable.auto.commit", "false",
                                "default.api.timeout.ms", "10000"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> take(entries, record));
            }
        } catch (KafkaException e) {
            throw Failure.notReachable(
                    Topics.DEAD_LETTERS
                            + " at "
                            + bootstrap
                            + " cannot be read: "
                            + e.getMessage());
        }
        return entries;
    }

    static void take(Map<String, Entry> entries, ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader(EventHeaders.TYPE);
        String name = type == null ? "" : new String(type.value(), StandardCharsets.UTF_8);
        try {
            if (name.equals(LETTER)) {
                DeadLetter letter = DeadLetter.parseFrom(record.value());
                entries.putIfAbsent(letter.getId(), new Entry(letter, new ArrayList<>()));
            } else if (name.equals(ACTION)) {
                DeadLetterAction action = DeadLetterAction.parseFrom(record.value());
                Optional.ofNullable(entries.get(action.getId()))
                        .ifPresent(entry -> entry.actions().add(action));
            }
        } catch (InvalidProtocolBufferException e) {
            throw Failure.failed(
                    Topics.DEAD_LETTERS + " offset " + record.offset() + " is no " + name, e);
        }
    }

    /**
     * The letter's record once more, for its own topic and partition, and whole but for the headers
     * that say where it comes from.
     */
    static ProducerRecord<byte[], byte[]> again(DeadLetter letter) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        letter.getTopic(),
                        letter.getPartition(),
                        letter.getKey().isEmpty() ? null : letter.getKey().toByteArray(),
                        letter.getValue().isEmpty() ? null : letter.getValue().toByteArray());
        for (DeadLetterHeader header : letter.getHeadersList()) {
            boolean isOurs =
                    header.getName().equals(DeadLetters.RETRY_OF)
                            || header.getName().equals(DeadLetters.ATTEMPTS);
            if (!isOurs) {
                record.headers().add(header.getName(), header.getValue().toByteArray());
            }
        }
        record.headers().add(DeadLetters.RETRY_OF, utf8(letter.getId()));
        record.headers().add(DeadLetters.ATTEMPTS, utf8(Integer.toString(letter.getAttempts())));
        return record;
    }

    /**
     * Writes the record again where it stood, then the action. The log is the record of what
     * happened, nothing is written to it by hand: there the action alone tells the handler.
     */
    void retry(DeadLetter letter, DeadLetterAction action) {
        send(retried(letter, action));
    }

    static List<ProducerRecord<byte[], byte[]>> retried(
            DeadLetter letter, DeadLetterAction action) {
        return letter.getTopic().equals(Topics.EVENTS)
                ? List.of(toRecord(action))
                : List.of(again(letter), toRecord(action));
    }

    void tell(DeadLetterAction action) {
        send(List.of(toRecord(action)));
    }

    private static ProducerRecord<byte[], byte[]> toRecord(DeadLetterAction action) {
        Message message = action;
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.DEAD_LETTERS, utf8(action.getId()), message.toByteArray());
        record.headers().add(EventHeaders.TYPE, utf8(ACTION));
        return record;
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "acks", "all",
                                "max.block.ms", "10000"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get(SEND_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw Failure.notReachable("The broker at " + bootstrap + " does not take it: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
