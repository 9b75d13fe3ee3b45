package dev.weir.command.support;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weir.contract.Topics;
import dev.weir.contract.decisions.v1.Decision;
import dev.weir.contract.decisions.v1.DecisionTimes;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.ShadowDecision;
import dev.weir.contract.payments.v1.PaymentRequested;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Stands in for the decide job: reads the log and writes decisions in its form. What it decides
 * stands in the payment's merchant: {@code approve}, {@code decline}, {@code refer}, {@code silent}
 * for no decision, {@code late} for one (a decline) only after the fallback, {@code shadow} for
 * what would have been decided (a decline) alone.
 */
public final class ToldDecideJob implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, ConsumerRecord<byte[], byte[]>> late = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    public ToldDecideJob(String bootstrap) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "isolation.level", "read_committed",
                                "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "linger.ms", "0", "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        thread = Thread.ofPlatform().daemon().name("told-decide-job").start(this::run);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        producer.close();
    }

    private void run() {
        while (!closed) {
            try {
                if (!assigned()) {
                    TimeUnit.MILLISECONDS.sleep(100);
                    continue;
                }
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(Duration.ofMillis(50))) {
                    read(event);
                }
            } catch (WakeupException | InterruptedException e) {
                return;
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the log holds what is no event", e);
            }
        }
    }

    /** The service makes the topics when it starts, which is after this. */
    private boolean assigned() {
        if (!consumer.assignment().isEmpty()) {
            return true;
        }
        List<PartitionInfo> found = consumer.listTopics().getOrDefault(Topics.EVENTS, List.of());
        if (found.isEmpty()) {
            return false;
        }
        consumer.assign(
                found.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        consumer.seekToBeginning(consumer.assignment());
        return true;
    }

    private void read(ConsumerRecord<byte[], byte[]> event) throws InvalidProtocolBufferException {
        switch (header(event, "ce_type")) {
            case "weir.payments.v1.PaymentRequested" -> decide(event);
            case "weir.payments.v1.PaymentApproved", "weir.payments.v1.PaymentReferred" -> {
                ConsumerRecord<byte[], byte[]> request = late.remove(header(event, "ce_subject"));
                if (request != null) {
                    send(request, Outcome.DECLINED);
                }
            }
            default -> {
                // The others decide nothing.
            }
        }
    }

    private void decide(ConsumerRecord<byte[], byte[]> event)
            throws InvalidProtocolBufferException {
        PaymentRequested request = PaymentRequested.parseFrom(event.value());
        switch (request.getPayment().getMerchantId()) {
            case "approve" -> send(event, Outcome.APPROVED);
            case "decline" -> send(event, Outcome.DECLINED);
            case "refer" -> send(event, Outcome.REFERRED);
            case "shadow" -> sendShadow(event, request);
            case "late" -> late.put(request.getPayment().getPaymentId(), event);
            default -> {
                // silent
            }
        }
    }

    private void send(ConsumerRecord<byte[], byte[]> event, Outcome outcome)
            throws InvalidProtocolBufferException {
        PaymentRequested request = PaymentRequested.parseFrom(event.value());
        Decision decision =
                Decision.newBuilder()
                        .setBook(new String(event.key(), StandardCharsets.UTF_8))
                        .setPaymentId(request.getPayment().getPaymentId())
                        .setPaymentSequence(Long.parseLong(header(event, "ce_seq")))
                        .setOutcome(outcome)
                        .setScoreMilli(outcome == Outcome.APPROVED ? 0 : 800_000)
                        .setControlSeq(request.getControlSeq())
                        .build();
        ProducerRecord<byte[], byte[]> record = record(event, decision.getPaymentId(), decision);
        record.headers()
                .add(
                        "weir-times",
                        DecisionTimes.newBuilder().setSeenMicros(1).build().toByteArray());
        producer.send(record);
    }

    /** Taken for a decision, its position of the control book would be the outcome. */
    private void sendShadow(ConsumerRecord<byte[], byte[]> event, PaymentRequested request) {
        String payment = request.getPayment().getPaymentId();
        ShadowDecision shadow =
                ShadowDecision.newBuilder()
                        .setBook(new String(event.key(), StandardCharsets.UTF_8))
                        .setPaymentId(payment)
                        .setPaymentSequence(Long.parseLong(header(event, "ce_seq")))
                        .setControlSeq(Outcome.DECLINED_VALUE)
                        .setOutcome(Outcome.DECLINED)
                        .build();
        producer.send(record(event, payment, shadow));
    }

    private static ProducerRecord<byte[], byte[]> record(
            ConsumerRecord<byte[], byte[]> event, String payment, Message value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.DECISIONS,
                        event.partition(),
                        payment.getBytes(StandardCharsets.UTF_8),
                        value.toByteArray());
        String type = value.getDescriptorForType().getFullName();
        record.headers()
                .add("ce_type", type.getBytes(StandardCharsets.UTF_8))
                .add("weir-book", event.key());
        return record;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
