package dev.weir.eventstore;

import java.util.Optional;

/** Opens the log of a partition; one object per life of an owner. */
@FunctionalInterface
public interface PartitionLogs {
    PartitionLog open(int partition);

    /** The snapshots of a partition, if they are kept; one object per life of an owner. */
    default Optional<SnapshotLog> snapshots(int partition) {
        return Optional.empty();
    }
}
