package dev.weir.command.payments;

import dev.weir.eventstore.KafkaDeadLetters;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Where decisions come from.
 *
 * @param consumer byte arrays, read_committed, {@code auto.offset.reset=earliest}, no group
 * @param deadLetters takes records that hold no decision
 */
public record DecisionInput(KafkaConsumer<byte[], byte[]> consumer, KafkaDeadLetters deadLetters) {}
