package dev.weir.eventstore;

import java.util.List;
import java.util.Map;

/**
 * The snapshots of one partition, by key: a compacted topic, or a map on heap. A cache: it may lose
 * anything, but what it gives is what some owner wrote.
 */
public interface SnapshotLog extends AutoCloseable {

    /** Refuses older writers from now on and ends what they had begun. */
    void fence();

    /** All entries. */
    Map<String, byte[]> read();

    /**
     * Writes all entries or none. After an exception this object must not be used again.
     *
     * @throws FencedException if another owner has fenced this one
     */
    void write(List<Entry> entries);

    @Override
    void close();

    /**
     * @param value null: the key's entry goes
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way; nobody compares them by equals
    record Entry(String key, byte[] value) {}
}
