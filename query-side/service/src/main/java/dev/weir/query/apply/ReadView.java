package dev.weir.query.apply;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of weir.views and what it says. */
record ReadView(ConsumerRecord<byte[], byte[]> entry, View view) {}
