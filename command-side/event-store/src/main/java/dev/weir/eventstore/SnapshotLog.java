package dev.weir.eventstore;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The snapshots of one partition, by key: a compacted topic, or a map on heap. A cache: it may lose
 * anything, but what it gives is what some owner wrote.
 */
public interface SnapshotLog extends AutoCloseable {

    /** Refuses older writers from now on and ends what they had begun. */
    void fence();

    /**
     * The head that was written last and what it names, without reading what was replaced since;
     * what does not lie where the head says is left out.
     */
    Found newest();

    /** All entries, read from the beginning. */
    Found read();

    /** Keys of all entries, read from the beginning. */
    Set<String> keys();

    /**
     * Writes all entries or none. After an exception this object must not be used again.
     *
     * @return offset of the first; the others follow it without a gap
     * @throws FencedException if another owner has fenced this one
     */
    long write(List<Entry> entries);

    @Override
    void close();

    /**
     * @param value null: the key's entry goes
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way; nobody compares them by equals
    record Entry(String key, byte[] value) {}

    /**
     * @param entries values by key
     * @param offsets where they lie, by key
     */
    record Found(Map<String, byte[]> entries, Map<String, Long> offsets) {}
}
