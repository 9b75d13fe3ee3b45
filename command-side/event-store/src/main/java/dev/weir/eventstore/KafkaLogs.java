package dev.weir.eventstore;

import java.util.Optional;

/** Logs and snapshots on Kafka. */
record KafkaLogs(KafkaSettings settings) implements PartitionLogs {
    @Override
    public PartitionLog open(int partition) {
        return new KafkaPartitionLog(settings, partition);
    }

    @Override
    public Optional<SnapshotLog> snapshots(int partition) {
        return Optional.of(new KafkaSnapshots(settings, partition));
    }
}
