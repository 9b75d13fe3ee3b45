package dev.weir.eventstore;

/** Opens the log of a partition; one object per life of an owner. */
@FunctionalInterface
public interface PartitionLogs {
    PartitionLog open(int partition);
}
