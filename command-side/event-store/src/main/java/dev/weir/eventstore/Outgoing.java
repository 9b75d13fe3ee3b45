package dev.weir.eventstore;

import java.util.List;
import java.util.Map;

/**
 * A record on its way to Kafka, in plain terms.
 *
 * @param partition the partition, or -1 for the topic's own choice by key
 * @param timestampMillis CreateTime, milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way; nobody compares them by equals
public record Outgoing(
        String topic,
        int partition,
        long timestampMillis,
        byte[] key,
        List<Map.Entry<String, byte[]>> headers,
        byte[] value) {}
