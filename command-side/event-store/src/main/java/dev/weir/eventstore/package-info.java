/**
 * Axon's event storage engine on Kafka. The unit of order is the book: all events of a book lie in
 * one partition, written by one fenced owner that checks append conditions in memory and commits in
 * groups.
 *
 * <p>To read first: {@link dev.weir.eventstore.PartitionOwner} (the order of a takeover) and {@link
 * dev.weir.eventstore.KafkaEventStorageEngine} (the rule of positions).
 */
package dev.weir.eventstore;
